namespace AuditOps.Api.Http;

/// <summary>What lists answer. <see cref="NextCursor"/> is null on the last page.</summary>
internal sealed record Page<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)]
    public required string? NextCursor { get; init; }
}
