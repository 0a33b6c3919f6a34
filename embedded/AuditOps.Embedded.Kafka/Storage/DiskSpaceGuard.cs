namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Knows whether the volume is nearly full. Looks again every second of housekeeping and after every 16 MiB appended, so it is never far behind.</summary>
internal sealed class DiskSpaceGuard(LogStoreOptions options)
{
    const long RecheckBytes = 16L * 1024 * 1024;

    long _appended;
    bool _nearlyFull;

    public bool NearlyFull => Volatile.Read(ref _nearlyFull);

    public string Refusal => $"The disk holding {options.Directory} has less than {options.MinFreeDiskBytes} bytes free; nothing more is stored until there is room.";

    public void NoteAppended(int bytes)
    {
        if (Interlocked.Add(ref _appended, bytes) < RecheckBytes) return;
        Interlocked.Exchange(ref _appended, 0);
        Check();
    }

    public void Check()
    {
        var free = options.FreeDiskProbe is { } probe ? probe(options.Directory) : new DriveInfo(options.Directory).AvailableFreeSpace;
        Volatile.Write(ref _nearlyFull, free < options.MinFreeDiskBytes);
    }
}
