using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Data loss prevention matches (record types 11, 13 and 63). A rule that blocked makes the outcome denied.</summary>
internal static class DlpMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.AddEcs("intrusion_detection");
        draft.Note("kind", "alert");
        draft.Note("incident_id", record.Text("incidentId"u8));
        foreach (var policy in record.List("policyDetails"u8).Items())
        {
            draft.Note("policy_name", policy.Text("policyName"u8));
            draft.Note("policy_id", policy.Text("policyId"u8));
            foreach (var rule in policy.Find("rules"u8).Items())
                Rule(rule, draft);
        }

        SharePoint(record, draft);
        var mail = record.Object("exchangeMetaData"u8);
        draft.Note("email_subject", mail.Text("subject"u8));
        draft.Note("email_from", mail.Text("from"u8));
        draft.AddTarget("message", mail.Text("messageID"u8), mail.Text("subject"u8));
        foreach (var to in mail.Find("to"u8).Items())
            draft.AddTarget("user", null, null, to.AsText());
        Endpoint(record, draft);
    }

    private static void Rule(System.Text.Json.JsonElement rule, EventDraft draft)
    {
        draft.Note("rule_name", rule.Text("ruleName"u8));
        draft.Note("rule_id", rule.Text("ruleId"u8));
        draft.Note("severity", rule.Text("severity"u8));
        foreach (var action in rule.Find("actions"u8).Items())
        {
            var word = action.AsText();
            draft.Note("rule_action", word);
            if (word?.Contains("Block", StringComparison.OrdinalIgnoreCase) == true)
                draft.Outcome = Outcome.Denied;
        }
    }

    private static void SharePoint(Fields record, EventDraft draft)
    {
        var file = record.Object("sharePointMetaData"u8);
        var name = file.Text("fileName"u8);
        draft.Note("file_name", name);
        draft.Note("site_url", file.Text("siteCollectionUrl"u8));
        draft.AddTarget("file", file.Text("filePathUrl"u8), name);
    }

    private static void Endpoint(Fields record, EventDraft draft)
    {
        var endpoint = record.Object("endpointMetaData"u8);
        var device = endpoint.Text("deviceName"u8);
        if (device is not null)
            draft.Device = new Device { Id = endpoint.Text("mdatpDeviceId"u8), Name = device };
        var path = record.Text("objectId"u8);
        if (device is null || path is null)
            return;
        draft.Note("file_name", path[(path.LastIndexOfAny(['\\', '/']) + 1)..]);
        draft.AddTarget("file", path, null);
        draft.Note("endpoint_operation", endpoint.Text("endpointOperation"u8));
    }
}
