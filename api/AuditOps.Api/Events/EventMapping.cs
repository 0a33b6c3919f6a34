using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Queries;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Api.Events;

/// <summary>From the table's row to what the API shows.</summary>
internal static class EventMapping
{
    /// <summary>Deeper records are shown as text: the answer that carries them must stay readable to common parsers.</summary>
    private static readonly JsonDocumentOptions RawJson = new() { MaxDepth = 48 };

    public static EventDetail Detail(EventRow row, string rawRevision, byte[] raw, IReadOnlyList<EventRevision> revisions) => new(
        Item(row),
        rawRevision,
        Raw(raw),
        revisions.Select(r => new RevisionItem(r.ContentHash, r.EventTime, r.CollectedAt, r.Run, r.ContentHash == row.ContentHash, r.RawLength)).ToList());

    internal static RawRecord Raw(byte[] bytes)
    {
        var (encoding, value) = Decode(bytes);
        return new RawRecord(encoding, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), value);
    }

    private static (string Encoding, RawValue Value) Decode(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes)) return ("base64", new RawValue(JsonSerializer.SerializeToUtf8Bytes(bytes)));
        try
        {
            using var json = JsonDocument.Parse(bytes, RawJson);
            return ("json", new RawValue(bytes));
        }
        catch (JsonException)
        {
            return ("text", new RawValue(JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(bytes))));
        }
    }

    public static EventItem Item(EventRow row) => new()
    {
        Tenant = row.Tenant,
        Source = row.Source,
        EventId = row.EventId,
        EventTime = row.EventTime,
        AvailableAt = row.AvailableAt,
        CollectedAt = row.CollectedAt,
        Workload = row.Workload,
        Category = row.Category,
        EcsCategories = row.EcsCategories,
        Operation = row.Operation,
        RecordType = Text(row.RecordType),
        Outcome = row.Outcome,
        ResultCode = Text(row.ResultCode),
        ResultReason = Text(row.ResultReason),
        Summary = row.Summary,
        Actor = new ActorItem(row.ActorKey, Text(row.ActorId), Text(row.ActorUpn), Text(row.ActorDisplay), row.ActorKind),
        Targets = row.TargetTypes.Select((type, i) => new TargetItem(type, Text(row.TargetIds[i]), Text(row.TargetNames[i]), Text(row.TargetUpns[i]))).ToList(),
        Ip = Text(row.Ip),
        Port = row.Port == 0 ? null : row.Port,
        ClientAddress = Text(row.ClientAddress),
        Geo = Geo(row),
        UserAgent = Text(row.UserAgent),
        App = App(row.AppId, row.AppName),
        Resource = App(row.ResourceId, row.ResourceName),
        Device = Device(row),
        SessionId = Text(row.SessionId),
        CorrelationId = Text(row.CorrelationId),
        OrganizationId = Text(row.OrganizationId),
        Changes = row.ChangeProperties.Select((property, i) => new ChangeItem(property, row.ChangeOld[i], row.ChangeNew[i])).ToList(),
        Attributes = row.Attributes,
        Flags = StoredNames.Of((EventFlags)row.Flags),
        Run = row.Run,
        WireShape = row.WireShape,
        ContentHash = row.ContentHash,
    };

    private static string? Text(string value) => value.Length == 0 ? null : value;

    private static AppItem? App(string id, string name) => id.Length == 0 && name.Length == 0 ? null : new AppItem(Text(id), Text(name));

    private static GeoItem? Geo(EventRow row)
    {
        var geo = new GeoItem(Text(row.GeoCountry), Text(row.GeoState), Text(row.GeoCity), row.GeoLatitude, row.GeoLongitude);
        return geo == new GeoItem(null, null, null, null, null) ? null : geo;
    }

    private static DeviceItem? Device(EventRow row)
    {
        var device = new DeviceItem(
            Text(row.DeviceId), Text(row.DeviceName), Text(row.DeviceOs), Text(row.DeviceBrowser), Text(row.DeviceTrust), row.DeviceCompliant, row.DeviceManaged);
        return device == new DeviceItem(null, null, null, null, null, null, null) ? null : device;
    }
}
