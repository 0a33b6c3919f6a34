namespace AuditOps.Embedded.Tests.ClickHouse;

/// <summary>The engine allows one server per process, so everything that starts one runs one after the other; beside the broker's tests, which start none.</summary>
[CollectionDefinition(Name)]
public sealed class EmbeddedClickHouseCollection : ICollectionFixture<RunningServer>
{
    public const string Name = "embedded ClickHouse";
}
