using System.Buffers.Binary;

namespace AuditOps.Simulator.Generation;

/// <summary>A seeded sequence of choices (SplitMix64). A copy continues by itself: pass by reference where one sequence is meant.</summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        return Mix.Finish(_state);
    }

    /// <summary>0 up to and without <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)((UInt128)Next() * (uint)bound >> 64);

    /// <summary>0 up to and without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (Unit() * (high - low));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(T[] items) => items[Below(items.Length)];

    /// <summary>Looks like a version 4 GUID.</summary>
    public Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Next());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    /// <summary>An index chosen by weight; the weights need not sum to one.</summary>
    public int Weighted(double[] weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        var at = Unit() * sum;
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0) return i;
        }

        return weights.Length - 1;
    }
}
