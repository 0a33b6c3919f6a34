using System.Text.Json;
using AuditOps.Engines.Normalize.Entra;
using AuditOps.Engines.Normalize.Generic;
using AuditOps.Engines.Normalize.Intune;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Engines.Normalize.Azure;

/// <summary>
/// Azure Monitor's common envelope (https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema): the envelope's own time, address,
/// tenant and operation count; what lies in <c>properties</c> goes to the mapper of its source.
/// </summary>
internal static class AzureEnvelopeMapper
{
    public static void Map(RecordContext context, string source, EventDraft draft)
    {
        var envelope = context.Top;
        // Some exports keep the {value, localizedValue} pair of the REST form.
        draft.Operation = envelope.Text("operationName"u8) ?? envelope.Object("operationName"u8).Text("value"u8);
        draft.NativeCategory = envelope.Text("category"u8);
        draft.OrganizationId = envelope.Text("tenantId"u8) ?? EnvelopeSource.TenantOf(envelope.Text("resourceId"u8));
        draft.TakeTime(envelope.Text("time"u8));

        // The resource's own address is the cleaner one; the envelope's may be a name or an id in its place.
        var properties = envelope.Object("properties"u8);
        var hasProperties = properties.ValueKind == JsonValueKind.Object;
        if (hasProperties)
            context.Inner.Load(properties);
        else
            context.Inner.Clear();
        draft.Note("envelope_category", draft.NativeCategory);
        MapInner(context, source, draft);
        draft.TakeTime(envelope.Text("p_event_time"u8));
        draft.TakeAddress(envelope.Text("callerIpAddress"u8));
        draft.CorrelationId ??= envelope.Text("correlationId"u8);

        // Only for sign-ins and risks is it the person's name; Intune writes "See Actor details in properties" there.
        if (source is (Sources.EntraSignIn or Sources.EntraRisk) && draft.ActorKind != ActorKind.Unknown)
            draft.ActorDisplay ??= envelope.Text("identity"u8);
        draft.Note("service_region", source == Sources.EntraSignIn ? null : envelope.Text("location"u8));
    }

    private static void MapInner(RecordContext context, string source, EventDraft draft)
    {
        var envelope = context.Top;
        var resultType = envelope.Text("resultType"u8);
        switch (source)
        {
            case Sources.EntraAudit:
                DirectoryAuditMapper.Map(context.Inner, draft);
                if (draft.Outcome == Outcome.Unknown)
                    draft.Outcome = Outcomes.OfWord(resultType);
                draft.ResultReason ??= envelope.Text("resultDescription"u8);
                break;
            case Sources.EntraSignIn:
                draft.ResultCode = null;
                MapSignIn(context, resultType, draft);
                break;
            case Sources.EntraRisk:
                RiskMapper.Map(context.Inner, draft);
                break;
            case Sources.IntuneAudit:
                draft.Outcome = Outcomes.OfWord(resultType);
                draft.ResultCode = resultType;
                IntuneEnvelopeMapper.Map(context.Inner, draft);
                break;
            case Sources.AzureActivity:
                AzureActivityMapper.MapEnvelope(context, draft);
                break;
            default:
                draft.Outcome = Outcomes.OfWord(resultType);
                draft.ResultReason = envelope.Text("resultDescription"u8);
                GenericMapper.MapInner(context, draft);
                break;
        }
    }

    private static void MapSignIn(RecordContext context, string? resultType, EventDraft draft)
    {
        SignInMapper.Map(context.Inner, draft);
        if (draft.ResultCode is not null || resultType is null)
            return;

        // Reduced records keep the number only on the envelope.
        draft.ResultCode = resultType;
        draft.RecordType = resultType;
        draft.Outcome = SignInCodes.OutcomeOf(resultType);
        draft.ResultReason ??= context.Top.Text("resultDescription"u8);
    }
}
