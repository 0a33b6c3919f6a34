using System.Text.Json.Serialization;

namespace AuditOps.Warehouse.Queries;

/// <summary>One row of <c>events</c> without its raw bytes and search text; names are the columns'. An empty string means absent.</summary>
public sealed record EventRow
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }
    public required string EventId { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public DateTimeOffset? AvailableAt { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }
    public required string Run { get; init; }
    public required string WireShape { get; init; }
    public required string Workload { get; init; }
    public required string Category { get; init; }
    public required string[] EcsCategories { get; init; }
    public required string Operation { get; init; }
    public required string RecordType { get; init; }
    public required string Outcome { get; init; }
    public required string ResultCode { get; init; }
    public required string ResultReason { get; init; }
    public required string ActorKey { get; init; }
    public required string ActorId { get; init; }
    public required string ActorUpn { get; init; }
    public required string ActorDisplay { get; init; }
    public required string ActorKind { get; init; }
    public required string[] TargetTypes { get; init; }
    public required string[] TargetIds { get; init; }
    public required string[] TargetNames { get; init; }
    public required string[] TargetUpns { get; init; }
    public required string Ip { get; init; }
    public required int Port { get; init; }
    public required string ClientAddress { get; init; }
    public required string GeoCountry { get; init; }
    public required string GeoState { get; init; }
    public required string GeoCity { get; init; }
    public double? GeoLatitude { get; init; }
    public double? GeoLongitude { get; init; }
    public required string UserAgent { get; init; }
    public required string AppId { get; init; }
    public required string AppName { get; init; }
    public required string ResourceId { get; init; }
    public required string ResourceName { get; init; }
    public required string DeviceId { get; init; }
    public required string DeviceName { get; init; }
    public required string DeviceOs { get; init; }
    public required string DeviceBrowser { get; init; }
    public required string DeviceTrust { get; init; }
    public bool? DeviceCompliant { get; init; }
    public bool? DeviceManaged { get; init; }
    public required string SessionId { get; init; }
    public required string CorrelationId { get; init; }
    public required string OrganizationId { get; init; }
    public required string Summary { get; init; }
    public required string[] ChangeProperties { get; init; }
    public required string?[] ChangeOld { get; init; }
    public required string?[] ChangeNew { get; init; }
    public required Dictionary<string, string> Attributes { get; init; }
    public required uint Flags { get; init; }

    /// <summary>Hex.</summary>
    public required string ContentHash { get; init; }

    [JsonIgnore]
    public EventKey Key => new(EventTime, Tenant, Source, EventId);

    /// <summary>The SELECT list that fills this record.</summary>
    internal const string Select =
        "tenant, source, event_id, event_time, available_at, collected_at, run, wire_shape, workload, category, ecs_categories, operation, record_type, outcome, " +
        "result_code, result_reason, actor_key, actor_id, actor_upn, actor_display, actor_kind, target_types, target_ids, target_names, target_upns, ip, port, " +
        "client_address, geo_country, geo_state, geo_city, geo_latitude, geo_longitude, user_agent, app_id, app_name, resource_id, resource_name, device_id, " +
        "device_name, device_os, device_browser, device_trust, device_compliant, device_managed, session_id, correlation_id, organization_id, summary, " +
        "change_properties, change_old, change_new, attributes, flags, lower(hex(content_hash)) AS content_hash";
}
