using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Engines.Normalize.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Entra;

/// <summary>
/// Entra directory audits: Graph <c>directoryAudit</c> (https://learn.microsoft.com/graph/api/resources/directoryaudit), the same inside an
/// envelope, and rows of the AuditLogs table (PascalCase, JSON in strings).
/// </summary>
internal static class DirectoryAuditMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.Workload = "AzureActiveDirectory";
        draft.AddEcs("iam");
        draft.Operation = record.Text("activityDisplayName"u8) ?? draft.Operation ?? record.Text("operationName"u8);
        draft.NativeCategory = record.Text("category"u8) ?? draft.NativeCategory;
        if (draft.NativeCategory is { } category && category.Contains("Policy", StringComparison.OrdinalIgnoreCase))
            draft.AddEcs("configuration");
        draft.TakeTime(record.Text("activityDateTime"u8));
        draft.TakeTime(record.Text("timeGenerated"u8));
        draft.Outcome = Outcomes.OfWord(record.Text("result"u8, "resultType"u8));
        draft.ResultReason = record.Text("resultReason"u8, "resultDescription"u8);
        draft.CorrelationId = record.Text("correlationId"u8);
        draft.Note("service", record.Text("loggedByService"u8));
        draft.Note("operation_type", record.Text("operationType"u8, "aadOperationType"u8));
        draft.UserAgent = record.Text("userAgent"u8);
        MapInitiator(record.Object("initiatedBy"u8), draft);
        MapTargets(record.List("targetResources"u8), draft);
        MapDetails(record.List("additionalDetails"u8), draft);
    }

    private static void MapInitiator(JsonElement initiator, EventDraft draft)
    {
        var user = initiator.Find("user"u8);
        var app = initiator.Find("app"u8);

        // Both may be there with nothing but nulls in one of them.
        draft.ActorId = user.Text("id"u8);
        draft.ActorUpn = user.Text("userPrincipalName"u8);
        draft.ActorDisplay = user.Text("displayName"u8);
        draft.TakeAddress(user.Text("ipAddress"u8));
        if (draft.ActorId is not null || draft.ActorUpn is not null)
            draft.ActorKind = string.Equals(user.Text("userType"u8), "Guest", StringComparison.OrdinalIgnoreCase) ? ActorKind.Guest : ActorKind.User;
        var appId = app.Text("appId"u8);
        var appName = app.Text("displayName"u8);
        var principal = app.Text("servicePrincipalId"u8);
        if (appId is not null || appName is not null || principal is not null)
            draft.App = new App { Id = appId ?? principal, Name = appName ?? app.Text("servicePrincipalName"u8) };
        if (draft.ActorKind != ActorKind.Unknown || draft.App is null)
            return;
        draft.ActorId = principal;
        draft.ActorAppId = appId ?? appName;
        draft.ActorDisplay = draft.App.Name;
        draft.ActorKind = principal is not null ? ActorKind.ServicePrincipal : ActorKind.Application;
    }

    private static void MapTargets(JsonElement targets, EventDraft draft)
    {
        var seen = 0;
        foreach (var target in targets.Items())
        {
            if (seen++ == NormalizeLimits.ListItems)
                return;
            draft.AddTarget(TargetTypes.Of(target.Text("type"u8)), target.Text("id"u8), target.Text("displayName"u8), target.Text("userPrincipalName"u8));
            ChangeList.Add(target.Find("modifiedProperties"u8), draft);
        }

        ChangeList.AddNamedTargets(draft);
    }

    private static void MapDetails(JsonElement details, EventDraft draft)
    {
        foreach (var detail in details.Items())
        {
            var key = detail.Text("key"u8);
            if (key is null)
                continue;
            if (string.Equals(key, "User-Agent", StringComparison.OrdinalIgnoreCase))
                draft.UserAgent ??= detail.Text("value"u8);
            else
                draft.Note("detail_" + SnakeCase.Of(key), detail.Text("value"u8));
        }
    }
}
