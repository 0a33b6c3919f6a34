using System.Runtime.InteropServices;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>
/// Appends as the request is read and answers when the appended bytes are on disk. Advertised from version 0 because old librdkafka sends
/// uncompressed to a broker that is not, but what versions 0 to 2 carry is refused.
/// </summary>
internal sealed class ProduceApi(Broker broker) : Api<ProduceRequest>(ApiKey.Produce, 0, 9, 9)
{
    private const short FirstWithRecordBatches = 3;
    private const short FirstWithZstd = 7;
    private const int CodecMask = 7;
    private const int Zstd = 4;
    private const int Transactional = 1 << 4;

    /// <summary>Low byte of the attributes in a record batch's header.</summary>
    private const int AttributesAt = 22;

    protected override ValueTask<IMessage?> HandleAsync(ProduceRequest request, RequestContext context)
    {
        var ack = new ProduceAck();
        var mayCommit = request.TransactionalId is null || broker.Authorizer.TransactionalId(context, AclOperation.Write, request.TransactionalId);
        var mayHide = request.TransactionalId is not null || !broker.Authorizer.Restricts;
        foreach (var topic in request.Topics)
        {
            var result = new ProduceTopicResult { Name = topic.Name };
            ack.Response.Topics.Add(result);
            var allowed = broker.Authorizer.Topic(context, AclOperation.Write, topic.Name);
            foreach (var partition in topic.Partitions)
            {
                var outcome = new ProducePartitionResult { Index = partition.Index };
                result.Partitions.Add(outcome);
                if (!mayCommit) outcome.Error = KafkaError.TransactionalIdAuthorizationFailed;
                else if (!allowed) outcome.Error = KafkaError.TopicAuthorizationFailed;
                else if (!mayHide && IsTransactional(partition)) outcome.Error = KafkaError.TransactionalIdAuthorizationFailed;
                else Append(request, topic.Name, partition, context.Version, outcome, ack);
            }
        }
        if (request.Acks == 0) return default;
        return new ValueTask<IMessage?>(ack.Completion());
    }

    private void Append(ProduceRequest request, string topic, ProducePartition partition, short version, ProducePartitionResult outcome, ProduceAck ack)
    {
        if (Refusal(request, partition, version) is var refusal and not KafkaError.None)
        {
            outcome.Error = refusal;
            return;
        }
        var log = broker.Store.Partition(topic, partition.Index);
        if (log is null)
        {
            outcome.Error = KafkaError.UnknownTopicOrPartition;
            return;
        }
        var result = log.Append(MemoryMarshal.AsMemory(partition.Records).Span);
        outcome.Error = result.Error;
        outcome.BaseOffset = result.BaseOffset;
        outcome.LogAppendTimeMs = result.AppendTimeMs;
        outcome.LogStartOffset = result.LogStartOffset;
        outcome.ErrorMessage = result.Message;
        if (result.Error != KafkaError.None)
        {
            foreach (var index in result.InvalidRecords ?? []) outcome.RecordErrors.Add(new ProduceRecordError { BatchIndex = index, Message = result.Message });
            return;
        }
        // acks=1 waits as well: on one node there is no other meaning of "the leader has it".
        if (request.Acks != 0) ack.Await(log, result.FlushOffset, outcome);
    }

    /// <summary>A batch that belongs to a transaction whose id the request keeps to itself.</summary>
    private static bool IsTransactional(ProducePartition partition) =>
        partition.Records.Length > AttributesAt && (partition.Records.Span[AttributesAt] & Transactional) != 0;

    private static KafkaError Refusal(ProduceRequest request, ProducePartition partition, short version)
    {
        if (version < FirstWithRecordBatches) return KafkaError.UnsupportedVersion;
        if (request.Acks is < -1 or > 1) return KafkaError.InvalidRequiredAcks;
        if (version < FirstWithZstd && partition.Records.Length > AttributesAt && (partition.Records.Span[AttributesAt] & CodecMask) == Zstd)
            return KafkaError.UnsupportedCompressionType;
        return KafkaError.None;
    }
}
