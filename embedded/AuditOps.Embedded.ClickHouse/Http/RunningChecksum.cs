namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>The two checksums of deflate's containers: CRC-32 (RFC 1952, reflected polynomial EDB88320) and Adler-32 (RFC 1950).</summary>
internal sealed class RunningChecksum
{
    // The largest prime below 65536; 5552 bytes keep both sums within 32 bits between reductions (RFC 1950).
    private const uint Prime = 65521;
    private const int Run = 5552;

    private static readonly uint[] Table = MakeTable();
    private readonly bool adler;
    private uint low;
    private uint high;

    private RunningChecksum(bool adler)
    {
        this.adler = adler;
        low = adler ? 1 : uint.MaxValue;
    }

    public uint Value => adler ? (high << 16) | low : ~low;

    public static RunningChecksum Crc32() => new(adler: false);

    public static RunningChecksum Adler32() => new(adler: true);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (adler) AddAdler(bytes);
        else AddCrc(bytes);
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            table[i] = value;
        }

        return table;
    }

    private void AddCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = low;
        foreach (var b in bytes) crc = Table[(byte)crc ^ b] ^ (crc >> 8);
        low = crc;
    }

    private void AddAdler(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (var b in run)
            {
                low += b;
                high += low;
            }

            low %= Prime;
            high %= Prime;
            bytes = bytes[run.Length..];
        }
    }
}
