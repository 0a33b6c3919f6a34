using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Settings;

/// <summary>
/// What people have decided about the broker, on disk: access control lists, users, settings. Changes are rare, and each is forced to disk before it counts,
/// whatever the store's flush policy.
/// </summary>
internal sealed class MetadataLog : IDisposable
{
    public const string FileName = "metadata";

    private const short Version = 1;

    private readonly Lock _gate = new();
    private readonly InternalLog _log;
    private readonly WireWriter _key = new();
    private readonly WireWriter _value = new();

    public MetadataLog(LogStore store)
    {
        _log = store.OpenInternal(FileName);
        // The keys in it let nobody in, but passwords can be guessed against them.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_log.FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Writes entries; a null value removes its key. Throws <see cref="EmbeddedKafkaException"/> when the disk refuses.</summary>
    public void Write(IEnumerable<(MetadataKey Key, MetadataValue? Value)> entries)
    {
        lock (_gate)
        {
            foreach (var (key, value) in entries)
            {
                _key.Reset();
                _value.Reset();
                key.Transfer(_key, Version);
                value?.Transfer(_value, Version);
                _log.Append(_key.Written.Span, _value.Written.Span);
            }
            _log.Flush();
        }
    }

    /// <summary>Shows every entry there is. Throws <see cref="EmbeddedKafkaException"/> for one that cannot be read: to go on without it could open what it closed.</summary>
    public void Replay(Action<MetadataKey, MetadataValue> visitor)
    {
        try
        {
            _log.Replay((key, value) => visitor(Read<MetadataKey>(key), Read<MetadataValue>(value)));
        }
        catch (MalformedRequestException malformed)
        {
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The log of access control lists, users and settings cannot be read: {malformed.Message}.", malformed);
        }
    }

    public static T Read<T>(ReadOnlySpan<byte> bytes)
        where T : IMessage, new()
    {
        var reader = new WireReader();
        reader.Reset(bytes.ToArray(), 0, bytes.Length);
        var message = new T();
        message.Transfer(reader, Version);
        return message;
    }

    public void Dispose()
    {
        _key.Dispose();
        _value.Dispose();
    }
}
