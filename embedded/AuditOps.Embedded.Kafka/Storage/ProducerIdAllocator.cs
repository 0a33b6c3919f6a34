using System.Globalization;
using System.Text;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Gives producer ids out of blocks; a block is on disk as taken before its first id leaves, so no id is ever given twice.</summary>
internal sealed class ProducerIdAllocator
{
    const int BlockSize = 1000;

    readonly Lock _lock = new();
    readonly string _path;
    long _next;
    long _blockEnd;

    public ProducerIdAllocator(string path)
    {
        _path = path;
        if (!File.Exists(path)) return;
        if (!long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _blockEnd))
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The producer id file {path} is damaged.");
        _next = _blockEnd;
    }

    public long Next()
    {
        lock (_lock)
        {
            if (_next == _blockEnd)
            {
                TakeBlock();
            }
            return _next++;
        }
    }

    void TakeBlock()
    {
        try
        {
            NativeFile.WriteAtomically(_path, Encoding.ASCII.GetBytes((_blockEnd + BlockSize).ToString(CultureInfo.InvariantCulture)));
        }
        catch (IOException e)
        {
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, "No producer ids can be given: the broker could not write to its disk.", e);
        }
        _blockEnd += BlockSize;
    }
}
