using AuditOps.Kafka;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Import;

/// <summary>Options of one import run.</summary>
public sealed record ImportOptions
{
    /// <summary>Says that the source is recognised record by record.</summary>
    public const string AutoSource = "auto";

    /// <summary>Files to read; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Tenant that the records belong to.</summary>
    public required string Tenant { get; init; }

    /// <summary>Logical source of all records, or <see cref="AutoSource"/>.</summary>
    public string Source { get; init; } = AutoSource;

    /// <summary>Names the run. A run that was interrupted goes on when it is named again; null makes a new name.</summary>
    public string? RunId { get; init; }

    public required KafkaOptions Kafka { get; init; }

    /// <summary>Return only when the records can be queried. Default: return when they are acknowledged.</summary>
    public bool Wait { get; init; }

    /// <summary>Longest wait. Default 10 minutes.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Folder that keeps records too large to go on, named by their SHA-256; null keeps none.</summary>
    public string? RejectedDirectory { get; init; }

    /// <summary>Records between two checkpoints. Default and limit 5,000.</summary>
    public int ChunkRecords { get; init; } = 5_000;

    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Files.Count == 0) errors.Add("name at least one file, or - for standard input");
        if (Files.Count(file => file == "-") > 1) errors.Add("standard input can be read only once");
        if (!TenantKey.TryParse(Tenant, out _)) errors.Add($"'{Tenant}' is not a tenant name: use 1 to {TenantKey.MaxLength} lower-case letters, digits and hyphens");
        if (Source != AutoSource && !Sources.All.Contains(Source, StringComparer.Ordinal)) errors.Add($"'{Source}' is not a source: use auto or one of {string.Join(", ", Sources.All)}");
        if (RunId is { Length: 0 or > 100 } || (RunId?.Contains('/') ?? false)) errors.Add("a run id has 1 to 100 characters and no '/'");
        if (ChunkRecords is < 1 or > 5_000) errors.Add("ChunkRecords must be 1 to 5000");
        errors.AddRange(Kafka.Validate());
        return errors;
    }
}
