using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Exchange and compliance cmdlets (record types 1 and 18): the object, and the parameters as changes.</summary>
internal static class CmdletMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.AddEcs("configuration");
        if (draft.Operation is { } operation && (operation.Contains("Permission", StringComparison.OrdinalIgnoreCase) || operation.Contains("Role", StringComparison.OrdinalIgnoreCase)))
            draft.AddEcs("iam");
        var parameters = record.List("parameters"u8);
        NamedValues.AddAsChanges(parameters, draft);
        draft.Note("parameters", record.Text("parameters"u8, "nonPIIParameters"u8));
        ChangeList.Add(record.List("modifiedProperties"u8), draft);
        var identity = ManagementActor.Real(record.Text("objectId"u8, "officeObjectId"u8)) ?? NamedValues.Find(parameters, "Identity");
        if (identity is not null)
        {
            var upn = ActorKeys.IsUpn(identity) ? identity : null;
            draft.AddTarget(TypeOf(draft.Operation), null, upn is null ? identity : null, upn);
        }

        draft.Note("modified_object", record.Text("modifiedObjectResolvedName"u8));
        draft.Note("originating_server", record.Text("originatingServer"u8));
        draft.Note("organization_name", record.Text("organizationName"u8));
        draft.Note("cmdlet_version", record.Text("cmdletVersion"u8));
    }

    private static string TypeOf(string? operation)
    {
        if (operation is null)
            return TargetTypes.Other;
        if (operation.Contains("Mailbox", StringComparison.OrdinalIgnoreCase) || operation.Contains("InboxRule", StringComparison.OrdinalIgnoreCase))
            return "mailbox";
        if (operation.Contains("Group", StringComparison.OrdinalIgnoreCase))
            return "group";
        if (operation.Contains("Role", StringComparison.OrdinalIgnoreCase))
            return "role";
        return operation.Contains("Policy", StringComparison.OrdinalIgnoreCase) || operation.Contains("Rule", StringComparison.OrdinalIgnoreCase) ? "policy" : TargetTypes.Other;
    }
}
