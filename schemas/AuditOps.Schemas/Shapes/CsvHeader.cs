using System.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Shapes;

/// <summary>The recognised header of a CSV export; tells shape, source and id of each row. Immutable after <see cref="Parse"/>, so threads may share it.</summary>
public sealed class CsvHeader
{
    private const string UtcSuffix = " [UTC]";

    private readonly Dictionary<string, int> _columns;
    private readonly int _auditData;
    private readonly string? _table;

    private CsvHeader(string[] names)
    {
        Columns = names;
        _columns = new Dictionary<string, int>(names.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
            _columns.TryAdd(names[i], i);
        _auditData = Index("AuditData");
        Shape = _auditData >= 0 ? WireShape.PurviewCsv : WireShape.LogAnalyticsCsv;
        _table = TableByColumns();
    }

    /// <summary>Column names without surrounding blanks and without the " [UTC]" the portal appends to time columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary><see cref="WireShape.PurviewCsv"/> when there is an AuditData column, else <see cref="WireShape.LogAnalyticsCsv"/>; a foreign table is kept and mapped generically.</summary>
    public WireShape Shape { get; }

    /// <summary>Null when the line is malformed or has fewer than two columns.</summary>
    public static CsvHeader? Parse(ReadOnlySpan<byte> headerLine)
    {
        var fields = new List<string>();
        if (new CsvReader(headerLine).Read(fields) != CsvStatus.Row || fields.Count < 2)
            return null;
        var names = new string[fields.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = fields[i].Trim();
            names[i] = name.EndsWith(UtcSuffix, StringComparison.OrdinalIgnoreCase) ? name[..^UtcSuffix.Length] : name;
        }

        return new CsvHeader(names);
    }

    /// <summary>Place of a column, -1 when absent; case does not count. Of a repeated name the first counts.</summary>
    public int Index(string column) => _columns.GetValueOrDefault(column, -1);

    /// <summary>The value of a column in a row; null when the column is absent, the row is shorter, or the value is empty.</summary>
    public string? Value(IReadOnlyList<string> fields, string column)
    {
        var at = Index(column);
        return at >= 0 && at < fields.Count && fields[at].Length > 0 ? fields[at] : null;
    }

    /// <summary>The Log Analytics table of a row: its Type column, else what the columns tell; null when neither does.</summary>
    public string? TableOf(IReadOnlyList<string> fields) => Value(fields, "Type") is { } type && LogAnalyticsTables.SourceOf(type) != Sources.Other ? type : _table;

    /// <summary>Recognises the bytes of one row (without header).</summary>
    public RecognizedRecord Recognize(ReadOnlySpan<byte> row)
    {
        var fields = new List<string>(Columns.Count);
        return new CsvReader(row).Read(fields) == CsvStatus.Row ? Recognize(fields) : RecognizedRecord.Unknown with { Shape = Shape };
    }

    /// <summary>Recognises one row that was already split into fields.</summary>
    public RecognizedRecord Recognize(IReadOnlyList<string> fields)
    {
        if (Shape == WireShape.PurviewCsv)
            return Purview(fields);
        var source = LogAnalyticsTables.SourceOf(TableOf(fields));
        var id = source switch
        {
            Sources.M365Activity => Value(fields, "OfficeId") ?? Value(fields, "SourceRecordId"),
            Sources.AzureActivity => Value(fields, "EventDataId"),
            Sources.Other => null,
            _ => Value(fields, "Id") ?? Value(fields, "AuditEventId"),
        };
        var organization = Value(fields, "OrganizationId") ?? Value(fields, "AADTenantId") ?? EnvelopeSource.TenantOf(Value(fields, "ResourceId"));
        return new(WireShape.LogAnalyticsCsv, source, id, organization?.ToLowerInvariant(), null);
    }

    private RecognizedRecord Purview(IReadOnlyList<string> fields)
    {
        var inner = _auditData < fields.Count ? ShapeRecognizer.Recognize(Encoding.UTF8.GetBytes(fields[_auditData])) : RecognizedRecord.Unknown;

        // A cut AuditData cell is not JSON; the row's own id columns still name the record.
        return new(WireShape.PurviewCsv, Sources.M365Activity, inner.RecordId ?? Value(fields, "Identity") ?? Value(fields, "RecordId"), inner.OrganizationId, null);
    }

    private string? TableByColumns()
    {
        if (Index("OfficeWorkload") >= 0 || Index("OfficeId") >= 0)
            return LogAnalyticsTables.OfficeActivity;
        if (Index("InitiatedBy") >= 0 && Index("TargetResources") >= 0)
            return LogAnalyticsTables.AuditLogs;
        if (Index("RiskEventType") >= 0 && Index("DetectedDateTime") >= 0)
            return LogAnalyticsTables.UserRiskEvents;
        if (Index("AppDisplayName") >= 0 && (Index("UserPrincipalName") >= 0 || Index("ServicePrincipalId") >= 0))
            return LogAnalyticsTables.SignInLogs;
        if (Index("EventDataId") >= 0 || (Index("CallerIpAddress") >= 0 && Index("SubscriptionId") >= 0))
            return LogAnalyticsTables.AzureActivity;
        return null;
    }
}
