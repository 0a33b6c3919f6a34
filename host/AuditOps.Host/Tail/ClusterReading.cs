using AuditOps.Host.Commands;
using AuditOps.Collectors.DeadLetters;
using AuditOps.Kafka;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Tail;

/// <summary>What a command needs to read records of a cluster: clients and the cluster's schemas.</summary>
internal sealed class ClusterReading : IAsyncDisposable
{
    private static readonly TimeSpan SchemaDeadline = TimeSpan.FromSeconds(20);

    private readonly SchemaTable _table;

    private ClusterReading(KafkaClientFactory clients, SchemaTable table)
    {
        Clients = clients;
        _table = table;
        Box = new DeadLetterBox(clients, table.Registry, TimeProvider.System);
    }

    public KafkaClientFactory Clients { get; }

    public ISchemaSource Schemas => _table.Registry;

    public DeadLetterBox Box { get; }

    /// <exception cref="HostException">Kafka does not answer.</exception>
    public static async Task<ClusterReading> OpenAsync(string kafka, CancellationToken cancel)
    {
        var clients = new KafkaClientFactory(Connections.Kafka(kafka), NullLoggerFactory.Instance);
        var table = SchemaTable.Start(clients, new SchemaRegistry(), TimeProvider.System, NullLogger<SchemaTable>.Instance);
        try
        {
            await table.CaughtUp.WaitAsync(SchemaDeadline, TimeProvider.System, cancel);
            return new ClusterReading(clients, table);
        }
        catch (Exception exception)
        {
            // Whatever it was: the reader's thread must not outlive this.
            await table.DisposeAsync();
            if (exception is not TimeoutException) throw;
            throw new IOException($"Kafka at {kafka} does not hand out the schemas; is it running, and was auditops provision run?", exception);
        }
    }

    public ValueTask DisposeAsync() => _table.DisposeAsync();
}
