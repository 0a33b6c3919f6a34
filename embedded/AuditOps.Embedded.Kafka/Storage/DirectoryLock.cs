namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Keeps a second process out of a store's directory. The kernel lets go of the lock when the process dies, however it dies.</summary>
internal sealed class DirectoryLock : IDisposable
{
    readonly FileStream _file;

    DirectoryLock(FileStream file) => _file = file;

    public static DirectoryLock Acquire(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"Another process holds the data directory {directory}. Stop it, or use another directory.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
