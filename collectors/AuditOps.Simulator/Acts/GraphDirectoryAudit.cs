using System.Globalization;
using System.Text.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Acts;

/// <summary>A change as Graph's <c>directoryAudit</c> resource tells it.</summary>
internal sealed class GraphDirectoryAudit(DirectoryChange change) : Act
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

    /// <summary>The service's name, a GUID that is also the correlation id, the unit that wrote it, and a number.</summary>
    public override string RecordId(ulong seed)
    {
        var dice = new Dice(Mix.Of(seed, 3));
        Span<char> unit = stackalloc char[5];
        foreach (ref var letter in unit)
            letter = Letters[dice.Below(Letters.Length)];
        return string.Create(CultureInfo.InvariantCulture, $"{(change.LoggedBy == "Core Directory" ? "Directory" : change.LoggedBy)}_{IdOf(seed)}_{unit}_{1_000_000 + dice.Below(900_000_000)}");
    }

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("id", RecordId(frame.Seed));
        json.WriteString("category", change.Category);
        json.WriteString("correlationId", IdOf(frame.Seed));
        json.WriteString("result", change.Failed ? "failure" : "success");
        json.WriteString("resultReason", change.Failed ? "Insufficient privileges to complete the operation." : "");
        json.WriteString("activityDisplayName", change.Operation);
        json.WriteString("activityDateTime", JsonText.Graph(frame.Time));
        json.WriteString("loggedByService", change.LoggedBy);
        json.WriteString("operationType", change.OperationType);
        WriteActor(json);
        json.WriteStartArray("targetResources");
        for (var i = 0; i < change.Targets.Length; i++)
            WriteTarget(json, change.Targets[i], i == 0);
        json.WriteEndArray();
        json.WriteStartArray("additionalDetails");
        if (change.UserAgent is not null)
        {
            json.WriteStartObject();
            json.WriteString("key", "User-Agent");
            json.WriteString("value", change.UserAgent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteActor(Utf8JsonWriter json)
    {
        json.WriteStartObject("initiatedBy");
        if (change.Actor is { } actor)
        {
            json.WriteNull("app");
            json.WriteStartObject("user");
            json.WriteString("id", actor.Id);
            json.WriteString("displayName", actor.DisplayName);
            json.WriteString("userPrincipalName", actor.Upn);
            json.WriteString("ipAddress", change.Address ?? "");
            json.WriteNull("userType");
            json.WriteNull("homeTenantId");
            json.WriteNull("homeTenantName");
        }
        else
        {
            json.WriteNull("user");
            json.WriteStartObject("app");
            json.WriteString("appId", change.App!.AppId);
            json.WriteString("displayName", change.App.Name);
            json.WriteString("servicePrincipalId", change.App.ObjectId);
            json.WriteNull("servicePrincipalName");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTarget(Utf8JsonWriter json, DirectoryTarget target, bool isFirst)
    {
        json.WriteStartObject();
        json.WriteString("id", target.Id);
        json.WriteString("displayName", target.Name);
        json.WriteString("type", target.Type);
        json.WriteString("userPrincipalName", target.Upn);
        json.WriteString("groupType", target.Type == "Group" ? "unifiedGroups" : null);
        json.WriteStartArray("modifiedProperties");
        if (isFirst)
        {
            foreach (var (name, old, now) in change.Changes)
            {
                json.WriteStartObject();
                json.WriteString("displayName", name);
                json.WriteString("oldValue", old);
                json.WriteString("newValue", now);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
