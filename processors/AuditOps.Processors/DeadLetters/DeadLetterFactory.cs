using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Processors.DeadLetters;

/// <summary>Makes the letter of a Kafka record that stopped in a stage. Its id follows from the record's coordinates, so that a repeat is the same letter.</summary>
internal static class DeadLetterFactory
{
    /// <summary>Header with the collector or import run, set by whoever published the raw record.</summary>
    public const string RunHeader = "run";

    /// <summary>Stands in when a record's key names no tenant.</summary>
    public const string UnknownTenant = "unknown";

    private const int MaxPayloadBytes = 64 * 1024;
    private const int MaxKeyChars = 1024;
    private const int IdBytes = 16;

    public static DeadLetter Create(
        string stage, DeadLetterCode code, string reason, string topic, int partition, long offset,
        ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, string run, string? source, DateTimeOffset failedAt) => new()
        {
            Id = IdOf(stage, topic, partition, offset, key),
            Tenant = TenantOf(key),
            Source = source ?? Sources.Other,
            Stage = stage,
            Code = code,
            Reason = reason,
            Topic = topic,
            Partition = partition,
            Offset = offset,
            Key = key.IsEmpty ? null : TextOf(key),
            FailedAt = failedAt,
            Run = run,
            PayloadLength = value.Length,
            PayloadSha256 = Convert.ToHexStringLower(SHA256.HashData(value.Span)),
            Payload = value.Length <= MaxPayloadBytes ? value : value[..MaxPayloadBytes],
        };

    private static string IdOf(string stage, string topic, int partition, long offset, ReadOnlySpan<byte> key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(numbers, partition);
        BinaryPrimitives.WriteInt64BigEndian(numbers[4..], offset);
        // A NUL ends each text, so that no two sets of parts hash alike.
        hash.AppendData(Encoding.UTF8.GetBytes($"{stage}\0{topic}\0"));
        hash.AppendData(numbers);
        hash.AppendData(key);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, IdBytes));
    }

    /// <summary>The tenant that a record's key names, or <see cref="UnknownTenant"/>.</summary>
    public static string TenantOf(ReadOnlySpan<byte> key) =>
        Keys.Split(key) is { } parts && TenantKey.TryParse(parts.First, out var tenant) ? tenant.Value : UnknownTenant;

    private static string TextOf(ReadOnlySpan<byte> key)
    {
        var text = Encoding.UTF8.GetString(key);
        return text.Length <= MaxKeyChars ? text : text[..MaxKeyChars];
    }
}
