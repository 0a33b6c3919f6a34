namespace AuditOps.Host.Supervision;

/// <summary>A child's output in <c>logs/ROLE.log</c>; the file before it is kept as <c>ROLE.1.log</c> once it has grown beyond 16 MiB.</summary>
internal sealed class ChildLog : IDisposable
{
    private const long RollBytes = 16 << 20;

    private readonly string _path;
    private readonly Lock _lock = new();
    private StreamWriter _writer;

    public ChildLog(string path)
    {
        _path = path;
        _writer = Open();
    }

    /// <summary>The last line that was written: what a person wants to see when a child cannot start.</summary>
    public string LastLine { get; private set; } = "";

    public void Write(string? line)
    {
        if (line is null) return;
        lock (_lock)
        {
            if (line.Length > 0) LastLine = line;
            _writer.WriteLine(line);
            if (_writer.BaseStream.Length < RollBytes) return;
            _writer.Dispose();
            File.Move(_path, Path.ChangeExtension(_path, ".1.log"), overwrite: true);
            _writer = Open();
        }
    }

    public void Dispose()
    {
        lock (_lock) _writer.Dispose();
    }

    private StreamWriter Open() => new(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
}
