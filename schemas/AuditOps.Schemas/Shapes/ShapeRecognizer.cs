using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Shapes;

/// <summary>
/// Tells a record's wire shape, logical source, id and organisation from the record itself, in one pass and without normalising it.
/// Never throws: bytes that are no JSON object, or nest deeper than <see cref="MaxDepth"/>, are <see cref="RecognizedRecord.Unknown"/>.
/// Shapes: Office 365 Management Activity API schema, Microsoft Graph v1.0 audit resources, Azure Monitor diagnostic envelope, Log Analytics tables.
/// </summary>
public static class ShapeRecognizer
{
    /// <summary>Levels of nesting a record may have; real records stay below 20.</summary>
    public const int MaxDepth = 128;

    /// <summary>An id of a record of unknown shape stands for it only when it is long enough to be unique by design (a GUID, a hash, a prefixed id).</summary>
    private const int MinUnknownIdLength = 16;

    /// <summary>Recognises one JSON object.</summary>
    public static RecognizedRecord Recognize(ReadOnlySpan<byte> json)
    {
        var scan = default(ShapeScan);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!scan.Read(ref reader, inner: false))
                return RecognizedRecord.Unknown;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // Not JSON, too deep, or text that is not UTF-8: the caller keeps the bytes and decides; here they just tell nothing.
            return RecognizedRecord.Unknown;
        }

        return Decide(in scan);
    }

    /// <summary>Recognises the header line of a CSV export; null when it has fewer than two columns or is malformed. Keep the result for all rows of the file.</summary>
    public static CsvHeader? RecognizeHeader(ReadOnlySpan<byte> headerLine) => CsvHeader.Parse(headerLine);

    private static RecognizedRecord Decide(in ShapeScan scan)
    {
        if (scan.HasAny(ShapeMarks.TimeGenerated | ShapeMarks.SourceSystem) && scan.HasAny(ShapeMarks.Type | ShapeMarks.OfficeId | ShapeMarks.OperationName))
            return LogAnalytics(in scan);
        if (scan.Has(ShapeMarks.Operation) && scan.HasAny(ShapeMarks.RecordType | ShapeMarks.CreationTime)
            && scan.HasAny(ShapeMarks.CreationTime | ShapeMarks.Workload | ShapeMarks.OrganizationId))
            return new(WireShape.ManagementActivity, Sources.M365Activity, scan.Id, Lower(scan.OrganizationId), null);
        if (scan.Has(ShapeMarks.OperationName) && scan.HasAny(ShapeMarks.EventDataId | ShapeMarks.EventTimestamp))
            return new(WireShape.AzureMonitor, Sources.AzureActivity, scan.EventDataId, Lower(scan.TenantId), null);
        if (scan.Has(ShapeMarks.Category) && scan.HasAny(ShapeMarks.OperationName | ShapeMarks.Properties)
            && scan.HasAny(ShapeMarks.Time | ShapeMarks.ResourceId | ShapeMarks.TenantId | ShapeMarks.CallerIpAddress) && !scan.Has(ShapeMarks.ActivityDisplayName))
            return Envelope(in scan);
        if (scan.Has(ShapeMarks.ActivityDisplayName) && scan.HasAny(ShapeMarks.ActivityDateTime | ShapeMarks.InitiatedBy | ShapeMarks.TargetResources))
            return new(WireShape.GraphDirectoryAudit, Sources.EntraAudit, scan.Id, null, null);
        if (scan.HasAny(ShapeMarks.ActivityDateTime) && scan.HasAny(ShapeMarks.ActivityType | ShapeMarks.ActivityOperationType | ShapeMarks.ComponentName)
            && scan.HasAny(ShapeMarks.Actor | ShapeMarks.Resources))
            return new(WireShape.GraphIntuneAudit, Sources.IntuneAudit, scan.Id, null, null);
        if (scan.Has(ShapeMarks.RiskEventType) && scan.HasAny(ShapeMarks.DetectedDateTime | ShapeMarks.DetectionTimingType | ShapeMarks.ActivityDateTime))
            return new(WireShape.GraphRiskDetection, Sources.EntraRisk, scan.Id, null, null);
        if (scan.Has(ShapeMarks.CreatedDateTime) && scan.HasAny(ShapeMarks.UserPrincipalName | ShapeMarks.UserId | ShapeMarks.ServicePrincipalId | ShapeMarks.AppId)
            && scan.HasAny(ShapeMarks.IpAddress | ShapeMarks.AppDisplayName | ShapeMarks.ResourceDisplayName | ShapeMarks.ClientAppUsed))
            return new(WireShape.GraphSignIn, Sources.EntraSignIn, scan.Id, null, null);
        return new(WireShape.Unknown, Sources.Other, scan.Id is { Length: >= MinUnknownIdLength } ? scan.Id : null, Lower(scan.OrganizationId ?? scan.TenantId), null);
    }

    private static RecognizedRecord Envelope(in ShapeScan scan)
    {
        var source = EnvelopeSource.Of(scan.Category, scan.ResourceId, scan.InnerMarks);
        var id = source == Sources.IntuneAudit
            ? scan.InnerAuditEventId
            : source == Sources.AzureActivity ? scan.InnerEventDataId : scan.InnerId;
        return new(WireShape.AzureMonitor, source, id, Lower(scan.TenantId ?? EnvelopeSource.TenantOf(scan.ResourceId)), null);
    }

    private static RecognizedRecord LogAnalytics(in ShapeScan scan)
    {
        // Hunting queries overwrite Type with a column of their own (a target's type, say), so an unknown table is told by its columns.
        var source = LogAnalyticsTables.SourceOf(scan.Type);
        if (source == Sources.Other)
            source = LogAnalyticsTables.SourceOf(TableByMarks(in scan));
        var id = source switch
        {
            Sources.M365Activity => scan.OfficeId ?? scan.SourceRecordId,
            Sources.AzureActivity => scan.EventDataId,
            Sources.IntuneAudit => scan.InnerAuditEventId ?? scan.AuditEventId ?? scan.Id,
            _ => scan.Id,
        };
        return new(WireShape.LogAnalyticsJson, source, id, Lower(scan.OrganizationId ?? scan.AadTenantId ?? EnvelopeSource.TenantOf(scan.ResourceId)), null);
    }

    private static string? TableByMarks(in ShapeScan scan)
    {
        if (scan.Has(ShapeMarks.OfficeId))
            return LogAnalyticsTables.OfficeActivity;
        if (scan.Has(ShapeMarks.InitiatedBy | ShapeMarks.TargetResources))
            return LogAnalyticsTables.AuditLogs;
        if (scan.Has(ShapeMarks.RiskEventType))
            return LogAnalyticsTables.UserRiskEvents;
        return scan.Has(ShapeMarks.AppDisplayName) && scan.HasAny(ShapeMarks.UserPrincipalName | ShapeMarks.ServicePrincipalId) ? LogAnalyticsTables.SignInLogs : null;
    }

    private static string? Lower(string? id) => id?.ToLowerInvariant();
}
