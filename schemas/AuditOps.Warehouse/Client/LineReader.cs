namespace AuditOps.Warehouse.Client;

/// <summary>Lines of a response body, each valid until the next read. A line longer than <see cref="MaxLine"/> is an error, not an allocation.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>A row carries at most one raw record of 4 MiB as base64 and its columns.</summary>
    private const int MaxLine = 32 * 1024 * 1024;

    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private bool finished;

    /// <summary>The next line without its line feed; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        var searched = 0;
        while (true)
        {
            var at = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = buffer.AsMemory(start, searched + at);
                start += searched + at + 1;
                return line;
            }

            searched = end - start;
            if (finished)
            {
                if (searched == 0) return null;
                start = end;
                return buffer.AsMemory(end - searched, searched);
            }

            MakeRoom();
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
            finished = read == 0;
            end += read;
        }
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end < buffer.Length) return;
        if (buffer.Length >= MaxLine) throw new WarehouseException(WarehouseErrorKind.BadAnswer, $"ClickHouse answered a row longer than {MaxLine} bytes.");
        Array.Resize(ref buffer, buffer.Length * 2);
    }
}
