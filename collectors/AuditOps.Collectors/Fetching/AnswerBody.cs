using System.Buffers;

namespace AuditOps.Collectors.Fetching;

/// <summary>Reads a body whole, up to a limit.</summary>
internal static class AnswerBody
{
    private const int FirstSize = 64 << 10;

    /// <returns>Null when it is larger than the limit.</returns>
    public static async Task<byte[]?> ReadAsync(Stream stream, long? length, int limit, CancellationToken cancel)
    {
        if (length is { } known)
        {
            var exact = new byte[known];
            await stream.ReadExactlyAsync(exact, cancel);
            return exact;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            var filled = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled), cancel);
                if (read == 0) return buffer.AsSpan(0, filled).ToArray();
                filled += read;
                if (filled > limit) return null;
                if (filled < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, filled).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
