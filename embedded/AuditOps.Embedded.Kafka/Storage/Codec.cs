namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Compression of a batch, as its attributes number it.</summary>
internal enum Codec
{
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}
