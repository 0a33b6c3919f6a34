using AuditOps.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>Real clients.</summary>
internal sealed class KafkaAccess(StreamsOptions options, bool isCoPartitioned, KafkaClientFactory clients, TimeProvider time, ILogger logger) : IKafkaAccess
{
    public IKafkaSession OpenSession(int worker) => new KafkaSession(options, worker, isCoPartitioned, clients, time, logger);

    public ITableReader OpenReader(string name) => new KafkaTableReader($"{options.GroupId}-{options.Instance}-{name}", options, clients, logger);
}
