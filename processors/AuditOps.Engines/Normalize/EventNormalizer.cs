using System.Text.Json;
using AuditOps.Engines.Normalize.Azure;
using AuditOps.Engines.Normalize.Entra;
using AuditOps.Engines.Normalize.Generic;
using AuditOps.Engines.Normalize.Intune;
using AuditOps.Engines.Normalize.Management;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>
/// Turns one raw record of any wire shape into an <see cref="AuditEvent"/>. A pure function of the envelope and the options: no clock, no I/O, no look-ups, so the
/// same envelope always gives the same event. Safe for use by many threads.
/// </summary>
public sealed class EventNormalizer(NormalizeOptions options)
{
    /// <summary>Levels of nesting a payload may have.</summary>
    public const int MaxDepth = Schemas.Shapes.ShapeRecognizer.MaxDepth;

    [ThreadStatic]
    private static RecordContext? t_context;

    private readonly EventBuilder _builder = new(options);

    /// <summary>Normalises one record.</summary>
    /// <exception cref="NormalizeException">The payload is not JSON (or its CSV row not RFC 4180), nests too deep, is not UTF-8, or is no object.</exception>
    public AuditEvent Normalize(RawEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var context = t_context ??= new RecordContext();
        try
        {
            using var payload = PayloadReader.Read(envelope, context);
            context.Top.Load(payload.Root);
            var draft = new EventDraft();
            Map(envelope, context, draft);
            return _builder.Build(envelope, draft, ContentHashes.Of(envelope, payload));
        }
        finally
        {
            context.Close();
        }
    }

    private static void Map(RawEnvelope envelope, RecordContext context, EventDraft draft)
    {
        switch (envelope.Shape)
        {
            case WireShape.ManagementActivity or WireShape.PurviewCsv:
                ManagementMapper.Map(context.Top, draft);
                break;
            case WireShape.GraphDirectoryAudit:
                DirectoryAuditMapper.Map(context.Top, draft);
                break;
            case WireShape.GraphSignIn:
                SignInMapper.Map(context.Top, draft);
                break;
            case WireShape.GraphIntuneAudit:
                IntuneGraphMapper.Map(context.Top, draft);
                break;
            case WireShape.GraphRiskDetection:
                RiskMapper.Map(context.Top, draft);
                break;
            case WireShape.AzureMonitor when envelope.Source == Sources.AzureActivity && (context.Top.Has("eventTimestamp"u8) || context.Top.Has("eventDataId"u8)):
                AzureActivityMapper.Map(context.Top, draft);
                break;
            case WireShape.AzureMonitor:
                AzureEnvelopeMapper.Map(context, envelope.Source, draft);
                break;
            case WireShape.LogAnalyticsCsv or WireShape.LogAnalyticsJson:
                TableMapper.Map(context, envelope.Source, draft);
                break;
            default:
                GenericMapper.Map(context.Top, draft);
                break;
        }
    }
}
