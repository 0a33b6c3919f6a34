using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Azure;

/// <summary>
/// The Azure activity log (https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema): the REST form ({value, localizedValue} pairs, claims),
/// the diagnostic envelope and AzureActivity rows.
/// </summary>
internal static class AzureActivityMapper
{
    /// <summary>The REST form.</summary>
    public static void Map(Fields record, EventDraft draft)
    {
        Begin(draft);
        draft.Operation = Value(record, "operationName"u8);
        draft.NativeCategory = Value(record, "category"u8);
        draft.TakeTime(record.Text("eventTimestamp"u8));
        draft.TakeTime(record.Text("timeGenerated"u8));
        var status = Value(record, "status"u8) ?? record.Text("activityStatusValue"u8, "activityStatus"u8);
        var sub = Value(record, "subStatus"u8) ?? record.Text("activitySubstatusValue"u8, "activitySubstatus"u8);
        Result(draft, status, sub);
        draft.ResultReason = record.Text("description"u8);
        draft.CorrelationId = record.Text("correlationId"u8);
        draft.OrganizationId ??= record.Text("tenantId"u8);
        Actor(draft, record.Text("caller"u8), record.Object("claims"u8));
        draft.TakeAddress(record.Object("httpRequest"u8).Text("clientIpAddress"u8));
        draft.TakeAddress(record.Text("callerIpAddress"u8));
        Target(draft, record.Text("resourceId"u8, "_resourceId"u8), Value(record, "resourceProviderName"u8) ?? record.Text("resourceProviderValue"u8));
        draft.Note("event_name", Value(record, "eventName"u8));
        draft.Note("subscription_id", record.Text("subscriptionId"u8));
        draft.Note("operation_id", record.Text("operationId"u8));
        draft.Note("level", record.Text("level"u8));
    }

    /// <summary>The diagnostic envelope; its operation, category, tenant and time are already taken.</summary>
    public static void MapEnvelope(RecordContext context, EventDraft draft)
    {
        Begin(draft);
        var envelope = context.Top;
        Result(draft, envelope.Text("resultType"u8), envelope.Text("resultSignature"u8));
        draft.ResultReason = envelope.Text("resultDescription"u8);
        var identity = envelope.Object("identity"u8);
        Actor(draft, envelope.Text("caller"u8) ?? context.Inner.Text("caller"u8), identity.Find("claims"u8));
        Target(draft, envelope.Text("resourceId"u8), null);
        draft.Note("level", envelope.Text("level"u8));
        draft.Note("role_definition_id", context.Inner.Text("roleDefinitionId"u8));
    }

    private static void Begin(EventDraft draft)
    {
        draft.Workload = "Azure";
        draft.AddEcs("configuration");
    }

    private static void Result(EventDraft draft, string? status, string? sub)
    {
        draft.ResultCode = status;
        draft.Outcome = Outcomes.OfWord(status);
        if (sub is null)
            return;
        draft.Note("sub_status", sub);
        if (draft.Outcome == Outcome.Failure && (sub.Contains("Forbidden", StringComparison.OrdinalIgnoreCase) || sub.Contains("Unauthorized", StringComparison.OrdinalIgnoreCase)))
            draft.Outcome = Outcome.Denied;
    }

    private static void Actor(EventDraft draft, string? caller, JsonElement claims)
    {
        var upn = claims.Text("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"u8);
        draft.ActorId = claims.Text("http://schemas.microsoft.com/identity/claims/objectidentifier"u8);
        draft.ActorDisplay = claims.Text("name"u8);
        draft.ActorAppId = claims.Text("appid"u8);
        draft.OrganizationId ??= claims.Text("http://schemas.microsoft.com/identity/claims/tenantid"u8);
        draft.TakeAddress(claims.Text("ipaddr"u8));
        if (caller is not null && ActorKeys.IsUpn(caller))
            draft.ActorUpn = caller;
        else if (upn is not null && (ActorKeys.IsUpn(upn) || upn == caller))
            draft.ActorUpn = upn;
        else
            draft.ActorId ??= caller;
        draft.Note("caller", caller);
        if (draft.ActorAppId is not null)
            draft.App = new App { Id = draft.ActorAppId };
        draft.ActorKind = draft.ActorUpn is not null ? ActorKind.User
            : draft.ActorId is not null || draft.ActorAppId is not null ? ActorKind.ServicePrincipal
            : ActorKind.Unknown;
    }

    private static void Target(EventDraft draft, string? resourceId, string? provider)
    {
        provider ??= Provider(resourceId) ?? Provider(draft.Operation);
        draft.Note("provider", provider);
        if (provider is not null && provider.StartsWith("Microsoft.Network", StringComparison.OrdinalIgnoreCase))
            draft.AddEcs("network");
        if (resourceId is null)
            return;
        var slash = resourceId.LastIndexOf('/');
        draft.AddTarget(TargetTypes.Other, resourceId, slash >= 0 && slash + 1 < resourceId.Length ? resourceId[(slash + 1)..] : null);
    }

    /// <summary>The last provider in a resource id, or the part of an operation before its first slash.</summary>
    private static string? Provider(string? text)
    {
        if (text is null)
            return null;
        const string Marker = "/providers/";
        var at = text.LastIndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        var rest = at >= 0 ? text[(at + Marker.Length)..] : text;
        var slash = rest.IndexOf('/');
        var name = slash < 0 ? rest : rest[..slash];
        return name.Contains('.') ? name : null;
    }

    /// <summary>A text, or the value of a {value, localizedValue} pair.</summary>
    private static string? Value(Fields record, ReadOnlySpan<byte> name) => record.Text(name) ?? record.Object(name).Text("value"u8);
}
