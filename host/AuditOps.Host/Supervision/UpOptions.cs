namespace AuditOps.Host.Supervision;

/// <summary>Options of <c>auditops up</c>.</summary>
internal sealed record UpOptions
{
    /// <summary>Folder of everything that is kept. Default <c>./data</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port of the REST API; 0 = any free one. Default 8080.</summary>
    public int ApiPort { get; init; } = 8080;

    /// <summary>Port of the Kafka broker; 0 = any free one. Default 9092.</summary>
    public int KafkaPort { get; init; } = 9092;

    /// <summary>Port of ClickHouse's HTTP interface; 0 = any free one. Default 8123.</summary>
    public int ClickHousePort { get; init; } = 8123;

    /// <summary>The API key; without one, the key made at first start is used.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Do not load the generated sample at first start.</summary>
    public bool NoSample { get; init; }

    /// <summary>Do not run a simulated tenant.</summary>
    public bool NoSimulator { get; init; }

    /// <summary>Delete the data folder's content first.</summary>
    public bool Reset { get; init; }

    /// <summary>File with the tenants to collect from; null = none.</summary>
    public string? TenantsFile { get; init; }

    /// <summary>File that names who is told of alerts; null = nobody.</summary>
    public string? NotifyFile { get; init; }

    /// <summary>File that says how alerts add up to the risk of an actor; null = the defaults.</summary>
    public string? RiskFile { get; init; }

    /// <summary>File that is written when everything answers, and again when a child was restarted.</summary>
    public string? ReadyFile { get; init; }
}
