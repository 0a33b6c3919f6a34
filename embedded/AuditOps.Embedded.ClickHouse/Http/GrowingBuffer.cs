using AuditOps.Embedded.ClickHouse.Engine;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>SQL text on its way in, with an upper limit.</summary>
internal sealed class GrowingBuffer(int limit)
{
    private byte[] bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public byte[] ToArray() => Span.ToArray();

    public void Append(ReadOnlySpan<byte> more)
    {
        Reserve(more.Length);
        more.CopyTo(bytes.AsSpan(Length));
        Length += more.Length;
    }

    /// <summary>Reads until at least <paramref name="target"/> bytes are here; true when the body has ended.</summary>
    public async ValueTask<bool> FillAsync(RequestBody body, int target, CancellationToken cancellation)
    {
        while (Length < target)
        {
            if (Length == bytes.Length) Reserve(1);
            var read = await body.ReadAsync(bytes.AsMemory(Length), cancellation);
            if (read == 0) return true;
            Length += read;
            if (Length > limit) throw TooLarge();
        }

        return false;
    }

    private void Reserve(int more)
    {
        if (Length + (long)more > limit + 1L) throw TooLarge();
        if (Length + more > bytes.Length) Array.Resize(ref bytes, (int)Math.Min(limit + 1L, Math.Max((long)Length + more, 2L * bytes.Length)));
    }

    private QueryException TooLarge() => new(ErrorCodes.QueryIsTooLarge, $"The SQL text is longer than {limit} bytes", "QUERY_IS_TOO_LARGE");
}
