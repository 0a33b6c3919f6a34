namespace AuditOps.Simulator.Generation;

/// <summary>Turns a few numbers into one that looks random and is the same every time (the finalizer of SplitMix64: Steele, Lea, Flood, OOPSLA 2014).</summary>
internal static class Mix
{
    private const ulong Gamma = 0x9E37_79B9_7F4A_7C15;

    public static ulong Of(ulong a, ulong b) => Finish(a + (Gamma * (b + 1)));

    public static ulong Of(ulong a, ulong b, ulong c) => Of(Of(a, b), c);

    public static ulong Of(ulong a, ulong b, ulong c, ulong d) => Of(Of(a, b, c), d);

    public static ulong Of(ulong a, string text)
    {
        foreach (var letter in text)
            a = Of(a, letter);
        return a;
    }

    public static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
