using System.Text;
using System.Text.Json.Nodes;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using Xunit;

namespace AuditOps.Tests.Rules;

/// <summary>What a service records in one way today it records in another tomorrow, or another service does: the rules find it all the same.</summary>
public sealed class SameFactTests
{
    private static readonly string[] OperationNames = ["Operation", "activityDisplayName", "operationName"];

    [Fact]
    public void Letter_case_and_a_final_dot_of_the_operation_hide_nothing()
    {
        AllRaise("upper case", json => Operation(json, name => name.ToUpperInvariant()));
        AllRaise("lower case", json => Operation(json, name => name.ToLowerInvariant()));
        AllRaise("a final dot", json => Operation(json, name => name.EndsWith('.') ? name[..^1] : json["RecordType"] is not null || json["activityDisplayName"] is not null ? name + "." : name));
    }

    [Fact]
    public void Directory_audits_and_sign_ins_from_an_event_hub_raise_what_those_of_graph_do() => AllRaise("envelope", Envelope);

    private static void AllRaise(string how, Func<JsonObject, JsonObject> change)
    {
        var wrong = new List<string>();
        foreach (var example in Pack.Examples())
        {
            var replay = new RuleReplay(SigmaRules.Load([new SigmaFile(example.Name, example.Rules)]), FieldMap.BuiltIn, "contoso");
            foreach (var record in example.Matches)
                Pack.Ask(replay, Encoding.UTF8.GetBytes(change(JsonNode.Parse(record)!.AsObject()).ToJsonString()));
            if (replay.Finish().Count == 0) wrong.Add(example.Name);
        }

        Assert.True(wrong.Count == 0, $"{how} hides the matches of {string.Join(", ", wrong)}");
    }

    private static JsonObject Operation(JsonObject json, Func<string, string> change)
    {
        foreach (var name in OperationNames)
        {
            if (json[name] is JsonValue value && value.TryGetValue<string>(out var text)) json[name] = change(text);
        }

        return json;
    }

    /// <summary>The form in which diagnostic settings write a Graph resource; others as they are.</summary>
    private static JsonObject Envelope(JsonObject json)
    {
        var isSignIn = json["createdDateTime"] is not null && json["appId"] is not null;
        if (!isSignIn && json["loggedByService"] is null) return json;
        var byService = !string.IsNullOrEmpty((string?)json["servicePrincipalId"]);
        var result = isSignIn ? json["status"]!["errorCode"]!.ToString() : "";
        return new JsonObject
        {
            ["time"] = ((string?)json["createdDateTime"] ?? (string?)json["activityDateTime"])!,
            ["resourceId"] = "/tenants/fd978508-bf9b-5d7d-b246-0579ffa9f833/providers/Microsoft.aadiam",
            ["operationName"] = isSignIn ? "Sign-in activity" : (string?)json["activityDisplayName"],
            ["operationVersion"] = "1.0",
            ["category"] = !isSignIn ? "AuditLogs" : byService ? "ServicePrincipalSignInLogs" : (bool?)json["isInteractive"] == false ? "NonInteractiveUserSignInLogs" : "SignInLogs",
            ["tenantId"] = "fd978508-bf9b-5d7d-b246-0579ffa9f833",
            ["resultType"] = result,
            ["resultSignature"] = "None",
            ["durationMs"] = 0,
            ["callerIpAddress"] = (string?)json["ipAddress"],
            ["correlationId"] = (string?)json["correlationId"],
            ["Level"] = 4,
            ["properties"] = json.DeepClone(),
        };
    }
}
