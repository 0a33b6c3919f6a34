namespace AuditOps.Schemas.Avro.Schema;

/// <summary>CRC-64-AVRO, the 64-bit Rabin fingerprint of the Avro specification ("Schema Fingerprints").</summary>
internal static class Rabin
{
    // The fingerprint of no bytes, which is also the polynomial; both given by the specification.
    private const ulong Empty = 0xc15d213aa4d7a795;
    private static readonly ulong[] Table = BuildTable();

    public static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        var value = Empty;
        foreach (var b in bytes)
            value = (value >> 8) ^ Table[(byte)value ^ b];
        return value;
    }

    private static ulong[] BuildTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) * Empty);
            table[i] = value;
        }

        return table;
    }
}
