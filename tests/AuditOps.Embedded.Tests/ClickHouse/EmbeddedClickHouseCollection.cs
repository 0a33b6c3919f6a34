namespace AuditOps.Embedded.Tests.ClickHouse;

/// <summary>
/// The engine allows one server per process, so everything that starts one runs one after the other. Nor may anything run beside it that starts processes: the engine takes the
/// process' handler of SIGCHLD away, after which the runtime notices no child's end any more and waits for it forever.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EmbeddedClickHouseCollection : ICollectionFixture<RunningServer>
{
    public const string Name = "embedded ClickHouse";
}
