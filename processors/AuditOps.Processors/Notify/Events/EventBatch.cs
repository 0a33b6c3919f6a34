using System.Buffers;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Contracts;
using Confluent.Kafka;

namespace AuditOps.Processors.Notify.Events;

/// <summary>Lines on their way to one target, and up to where each partition is read once they are there.</summary>
internal sealed class EventBatch(TargetOptions target)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);
    private readonly List<(int End, Delivery Refused)> _lines = [];
    private readonly Dictionary<TopicPartition, long> _next = [];

    public int Count => _lines.Count;
    public int Bytes => _bytes.WrittenCount;
    public bool IsEmpty => _next.Count == 0;
    public bool IsFull => Count >= target.BatchEvents || Bytes >= target.BatchBytes;

    /// <summary>When its first record was read; a monotonic time stamp.</summary>
    public long Since { get; set; }
    public IReadOnlyList<TopicPartitionOffset> Offsets => [.. _next.Select(next => new TopicPartitionOffset(next.Key, next.Value))];

    /// <summary>The record before this offset needs nothing more.</summary>
    public void Pass(TopicPartition partition, long next) => _next[partition] = next;

    public void Add(AuditEvent audit, DateTimeOffset now)
    {
        EventLines.Write(target, audit, _bytes);
        _lines.Add((_bytes.WrittenCount, new Delivery
        {
            Tenant = audit.Tenant,
            DeliveryId = DeliveryIds.Of(target.Name, audit.Tenant, DeliveryTriggers.Event, audit.Source, audit.EventId, Convert.ToHexStringLower(audit.ContentHash.Span)),
            Target = target.Name,
            State = DeliveryState.Dead,
            Trigger = DeliveryTriggers.Event,
            AlertId = "",
            RuleId = "",
            Severity = AlertSeverity.Informational,
            Attempt = 1,
            At = now,
            PlannedAt = now,
            Message = $"Event {audit.Source}/{audit.EventId}",
            By = NotifyTopology.Name,
        }));
    }

    /// <summary>The bytes of lines that follow each other.</summary>
    public ReadOnlyMemory<byte> Slice(int first, int count)
    {
        var start = first == 0 ? 0 : _lines[first - 1].End;
        return _bytes.WrittenMemory[start.._lines[first + count - 1].End];
    }

    /// <summary>The note about a line that the receiver will not have.</summary>
    public Delivery RefusedAt(int line) => _lines[line].Refused;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _lines.Clear();
        _next.Clear();
    }
}
