using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Entra;

/// <summary>
/// Entra sign-ins of all four kinds (interactive, non-interactive, service principal, managed identity): Graph <c>signIn</c>
/// (https://learn.microsoft.com/graph/api/resources/signin), the same inside an envelope, and rows of the sign-in tables.
/// </summary>
internal static class SignInMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.Workload = "AzureActiveDirectory";
        draft.AddEcs("authentication");
        draft.Operation ??= "Sign-in activity";
        draft.NativeCategory ??= "SignIn";
        draft.TakeTime(record.Text("createdDateTime"u8));
        draft.TakeTime(record.Text("timeGenerated"u8));
        draft.TakeAddress(record.Text("ipAddress"u8));
        draft.CorrelationId = record.Text("correlationId"u8);
        draft.SessionId = record.Text("sessionId"u8, "uniqueTokenIdentifier"u8);
        draft.Note("created_at", record.Text("createdDateTime"u8));
        MapActor(record, draft);
        MapResult(record, draft);
        MapApplication(record, draft);
        SignInDevice.Map(record, draft);
        SignInFacts.Note(record, draft);
    }

    private static void MapActor(Fields record, EventDraft draft)
    {
        draft.ActorUpn = record.Text("userPrincipalName"u8);
        draft.ActorId = record.Text("userId"u8);
        draft.ActorDisplay = record.Text("userDisplayName"u8);
        if (draft.ActorUpn is not null || draft.ActorId is not null)
        {
            draft.ActorKind = string.Equals(record.Text("userType"u8), "Guest", StringComparison.OrdinalIgnoreCase) ? ActorKind.Guest : ActorKind.User;
            return;
        }

        draft.ActorId = record.Text("servicePrincipalId"u8);
        draft.ActorDisplay = record.Text("servicePrincipalName"u8, "appDisplayName"u8);
        draft.ActorAppId = record.Text("appId"u8);
        if (draft.ActorId is not null || draft.ActorAppId is not null)
            draft.ActorKind = ActorKind.ServicePrincipal;
    }

    private static void MapResult(Fields record, EventDraft draft)
    {
        var status = record.Object("status"u8);
        draft.ResultCode ??= status.Text("errorCode"u8) ?? record.Text("resultType"u8);
        draft.ResultReason = status.Text("failureReason"u8) ?? record.Text("resultDescription"u8) ?? status.Text("additionalDetails"u8);
        draft.Note("status_details", status.Text("additionalDetails"u8));
        draft.RecordType = draft.ResultCode;
        draft.Outcome = SignInCodes.OutcomeOf(draft.ResultCode);
        if (SignInCodes.IsInterrupt(draft.ResultCode))
            draft.Note("interrupt", true);
    }

    private static void MapApplication(Fields record, EventDraft draft)
    {
        var appId = record.Text("appId"u8);
        var appName = record.Text("appDisplayName"u8);
        if (appId is not null || appName is not null)
            draft.App = new App { Id = appId, Name = appName };
        var resourceId = record.Text("resourceIdentity"u8, "resourceId"u8);
        var resourceName = record.Text("resourceDisplayName"u8);
        if (resourceId is null && resourceName is null)
            return;
        draft.Resource = new App { Id = resourceId, Name = resourceName };
        draft.AddTarget("application", resourceId, resourceName);
    }
}
