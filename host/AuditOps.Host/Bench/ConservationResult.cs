using System.Text.Json.Serialization;

namespace AuditOps.Host.Bench;

/// <summary>What <c>bench conservation</c> found.</summary>
internal sealed record ConservationResult
{
    public required int Seed { get; init; }
    public required int Rounds { get; init; }

    /// <summary>Rounds in which nothing was in flight when something was hit.</summary>
    public required int VoidRounds { get; init; }

    /// <summary>What was hit, and how often.</summary>
    public required IReadOnlyDictionary<string, int> Hits { get; init; }

    /// <summary>Lines given to imports: new, repeated, revised and unreadable ones.</summary>
    public required long Lines { get; init; }

    /// <summary>Distinct ids issued.</summary>
    public required long Issued { get; init; }

    /// <summary>Further contents of issued ids.</summary>
    public required long Revised { get; init; }

    /// <summary>Lines that are no record.</summary>
    public required long Unreadable { get; init; }

    public required long Stored { get; init; }
    public required long DeadLettered { get; init; }

    /// <summary>Faults found; empty when every obligation is kept.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

[JsonSerializable(typeof(ConservationResult))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ConservationJson : JsonSerializerContext;
