namespace AuditOps.Host.Bench;

internal sealed record RestoreBenchOptions
{
    /// <summary>Entries in all: 60 % ids of 16 bytes, 40 % with values of 500 bytes.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>Set in the child process that restores: the broker to restore from.</summary>
    public string? Kafka { get; init; }

    /// <summary>Set in the child process: where snapshots are read from, and written to at the end.</summary>
    public string? StateDirectory { get; init; }
}
