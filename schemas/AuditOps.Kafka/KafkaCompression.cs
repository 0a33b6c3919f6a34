namespace AuditOps.Kafka;

/// <summary>Compression of produced batches.</summary>
public enum KafkaCompression
{
    None = 0,
    Lz4 = 1,

    /// <summary>Smaller than lz4 for more CPU; needs a librdkafka that was built with it, as ours is.</summary>
    Zstd = 2,
}
