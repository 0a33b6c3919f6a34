using System.Text.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Acts;

/// <summary>A directory change as the Management Activity API tells it: record type 8.</summary>
internal sealed class EntraAudit(DirectoryChange change) : Act
{
    private const int RecordType = 8;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var actor = change.Actor;
        var userId = actor?.Upn ?? $"ServicePrincipal_{change.App!.ObjectId}";
        var operation = change.Operation.EndsWith(' ') ? change.Operation : change.Operation + ".";
        ManagementCommon.Start(json, in frame, RecordType, operation, "AzureActiveDirectory", userId, actor is null ? "Not Available" : $"{actor.Puid}@{frame.Org.Domain}", actor is null ? 4 : 0);
        json.WriteString("ResultStatus", change.Failed ? "Failure" : "Success");
        var target = change.Targets[0];
        json.WriteString("ObjectId", target.Upn ?? $"{target.Type}_{target.Id}");
        json.WriteNumber("AzureActiveDirectoryEventType", 1);
        ManagementCommon.Pairs(json, "ExtendedProperties", ("additionalDetails", Details()), ("extendedAuditEventCategory", target.Type));
        json.WriteStartArray("ModifiedProperties");
        foreach (var (name, old, now) in change.Changes)
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("NewValue", now ?? "");
            json.WriteString("OldValue", old ?? "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("Actor");
        if (actor is not null)
        {
            ManagementCommon.Identity(json, actor.Upn, 5);
            ManagementCommon.Identity(json, actor.Puid, 3);
            WriteObject(json, "User", actor.Id);
        }
        else
        {
            ManagementCommon.Identity(json, change.App!.Name, 1);
            ManagementCommon.Identity(json, change.App.AppId.ToString(), 4);
            WriteObject(json, "ServicePrincipal", change.App.ObjectId);
        }

        json.WriteEndArray();
        json.WriteString("ActorContextId", frame.Org.TenantId);
        json.WriteString("InterSystemsId", dice.Guid());
        json.WriteString("IntraSystemId", dice.Guid());
        json.WriteString("SupportTicketId", "");
        json.WriteStartArray("Target");
        foreach (var each in change.Targets)
        {
            WriteObject(json, each.Type, each.Id);
            if (each.Upn is not null) ManagementCommon.Identity(json, each.Upn, 5);
            else if (each.Name is not null) ManagementCommon.Identity(json, each.Name, 1);
        }

        json.WriteEndArray();
        json.WriteString("TargetContextId", frame.Org.TenantId);
        json.WriteEndObject();
    }

    private string Details() => change.UserAgent is null ? "{}" : $"{{\"User-Agent\":\"{JsonEncodedText.Encode(change.UserAgent)}\"}}";

    private static void WriteObject(Utf8JsonWriter json, string type, Guid id)
    {
        ManagementCommon.Identity(json, $"{type}_{id}", 2);
        ManagementCommon.Identity(json, id.ToString(), 2);
        ManagementCommon.Identity(json, type, 2);
    }
}
