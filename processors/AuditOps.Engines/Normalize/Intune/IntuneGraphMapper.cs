using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Intune;

/// <summary>Graph Intune <c>auditEvent</c> (https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent).</summary>
internal static class IntuneGraphMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.Workload = "Intune";
        draft.AddEcs("configuration");
        draft.Operation = record.Text("activityType"u8) ?? record.Text("displayName"u8, "activity"u8);
        draft.NativeCategory = record.Text("category"u8);
        draft.TakeTime(record.Text("activityDateTime"u8));
        draft.Outcome = Outcomes.OfWord(record.Text("activityResult"u8));
        draft.ResultCode = record.Text("activityResult"u8);
        draft.CorrelationId = record.Text("correlationId"u8);
        draft.Note("operation_type", record.Text("activityOperationType"u8));
        draft.Note("component", record.Text("componentName"u8));
        MapActor(record, draft);
        var seen = 0;
        foreach (var resource in record.List("resources"u8).Items())
        {
            if (seen++ == NormalizeLimits.ListItems)
                return;
            draft.AddTarget(TargetTypes.Of(resource.Text("auditResourceType"u8, "type"u8)), resource.Text("resourceId"u8), resource.Text("displayName"u8));
            ChangeList.Add(resource.Find("modifiedProperties"u8), draft);
        }
    }

    private static void MapActor(Fields record, EventDraft draft)
    {
        var actor = record.Object("actor"u8);
        draft.ActorUpn = actor.Text("userPrincipalName"u8);
        draft.ActorId = actor.Text("userId"u8);
        draft.ActorAppId = actor.Text("applicationId"u8);
        draft.TakeAddress(actor.Text("ipAddress"u8));
        if (draft.ActorAppId is not null || actor.Text("applicationDisplayName"u8) is not null)
            draft.App = new App { Id = draft.ActorAppId, Name = actor.Text("applicationDisplayName"u8) };
        if (draft.ActorUpn is not null || draft.ActorId is not null)
            draft.ActorKind = ActorKind.User;
        else if (draft.App is not null)
            draft.ActorKind = ActorKind.Application;

        // The application is the portal a person used, unless nobody but it acted.
        draft.ActorDisplay = draft.ActorKind == ActorKind.Application ? actor.Text("servicePrincipalName"u8, "applicationDisplayName"u8) : null;
        draft.Note("actor_type", actor.Text("auditActorType"u8, "type"u8));
    }
}
