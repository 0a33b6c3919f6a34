using AuditOps.Collectors.Import;

namespace AuditOps.Host.Commands;

/// <summary>One line on a terminal that says how far an import is; silent anywhere else.</summary>
internal sealed class ImportProgressBar : IProgress<ImportProgress>, IDisposable
{
    private const int Cells = 30;

    private readonly Lock _lock = new();
    private int _width;

    private ImportProgressBar()
    {
    }

    /// <returns>Null when standard error is no terminal.</returns>
    public static ImportProgressBar? Create() => Console.IsErrorRedirected ? null : new ImportProgressBar();

    public void Report(ImportProgress value)
    {
        var line = value.Step != "reading" ? $"{value.Step}: {value.Records:N0} records behind"
            : value.TotalBytes > 0 ? $"{Bar((double)value.Bytes / value.TotalBytes)} {value.Records:N0} records of {Path.GetFileName(value.File)}"
            : $"{value.Records:N0} records of {value.File}";
        Show(line);
    }

    public void Clear() => Show("");

    public void Dispose() => Clear();

    private static string Bar(double part)
    {
        var full = (int)(Math.Clamp(part, 0, 1) * Cells);
        return $"[{new string('#', full)}{new string('.', Cells - full)}] {part,4:P0}";
    }

    private void Show(string line)
    {
        lock (_lock)
        {
            if (line.Length == 0 && _width == 0) return;
            Console.Error.Write("\r" + line.PadRight(_width) + (line.Length == 0 ? "\r" : ""));
            _width = line.Length;
        }
    }
}
