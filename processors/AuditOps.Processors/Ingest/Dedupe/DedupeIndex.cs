namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>
/// Ids of one partition with the version last seen, in memory: a chained hash table over chunks (growing copies no entries), threaded by one list per
/// tenant in order of writing. An id leaves when its tenant's clock has passed it by the window, or when the budget is exceeded: then the tenant with the
/// most entries gives up its oldest. One thread.
/// </summary>
internal sealed class DedupeIndex
{
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ChunkMask = ChunkSize - 1;
    private const int FirstBuckets = 1 << 10;

    private readonly int _budget;
    private readonly long _windowMs;
    private readonly List<DedupeEntry[]> _chunks = [];
    private readonly List<DedupeTenant> _tenants = [];
    private readonly Dictionary<string, int> _tenantNumbers = new(StringComparer.Ordinal);
    private int[] _buckets;
    private int _used;
    private int _free = -1;

    /// <param name="budget">Most entries kept after a <see cref="Sweep"/>.</param>
    /// <param name="window">How long, in collection time, an id is remembered.</param>
    public DedupeIndex(int budget, TimeSpan window)
    {
        _budget = budget;
        _windowMs = (long)window.TotalMilliseconds;
        _buckets = NewBuckets(FirstBuckets);
    }

    public int Count { get; private set; }

    /// <summary>Bytes of the tables; what the runtime adds for arrays is not counted.</summary>
    public long Bytes => (long)_chunks.Count * ChunkSize * System.Runtime.CompilerServices.Unsafe.SizeOf<DedupeEntry>() + (long)_buckets.Length * sizeof(int);

    public IReadOnlyList<DedupeTenant> Tenants => _tenants;

    /// <summary>Valid until the index is written next.</summary>
    public ref DedupeEntry this[int index] => ref _chunks[index >> ChunkBits][index & ChunkMask];

    /// <summary>The entry's number, or -1.</summary>
    public int Find(UInt128 key)
    {
        var index = _buckets[BucketOf(key)];
        while (index >= 0)
        {
            ref var entry = ref this[index];
            if (entry.Key == key)
                return index;
            index = entry.NextInChain;
        }

        return -1;
    }

    /// <summary>Adds an id that is not there, as its tenant's newest.</summary>
    public int Add(UInt128 key, string tenant, in DedupeVersion version)
    {
        if (Count >= _buckets.Length)
            Grow();
        var index = Take();
        ref var entry = ref this[index];
        entry.Key = key;
        entry.Version = version;
        entry.IsDirty = false;
        entry.Tenant = NumberOf(tenant);
        ref var bucket = ref _buckets[BucketOf(key)];
        entry.NextInChain = bucket;
        bucket = index;
        LinkAfter(index, _tenants[entry.Tenant].Newest);
        Count++;
        return index;
    }

    /// <summary>Writes a new version and makes the entry its tenant's newest.</summary>
    public void Update(int index, in DedupeVersion version)
    {
        this[index].Version = version;
        Move(index, _tenants[this[index].Tenant].Newest);
    }

    /// <summary>Puts an entry behind another of its tenant, or to the front of the list.</summary>
    /// <param name="index">The entry.</param>
    /// <param name="older">Its new older neighbour; -1 for none.</param>
    public void Move(int index, int older)
    {
        if (older == index)
            return;
        Unlink(index);
        LinkAfter(index, older);
    }

    public void Remove(int index)
    {
        ref var entry = ref this[index];
        Unlink(index);
        ref var link = ref _buckets[BucketOf(entry.Key)];
        while (link != index)
            link = ref this[link].NextInChain;
        link = entry.NextInChain;
        entry.Tenant = -1;
        entry.NextInChain = _free;
        _free = index;
        Count--;
    }

    public string TenantOf(int index) => _tenants[this[index].Tenant].Name;

    /// <summary>The tenant's name from its bytes; a known tenant costs no string.</summary>
    public string TenantName(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[utf8.Length];
        var name = chars[..System.Text.Encoding.UTF8.GetChars(utf8, chars)];
        return _tenantNumbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var number) ? _tenants[number].Name : name.ToString();
    }

    /// <summary>Advances the clock of an entry's tenant to the entry's collection time.</summary>
    public void Tick(int index)
    {
        ref var entry = ref this[index];
        var tenant = _tenants[entry.Tenant];
        tenant.NewestMs = Math.Max(tenant.NewestMs, entry.Version.CollectedMs);
    }

    /// <summary>Lets expired entries go, then the oldest of the largest tenants until the budget is kept.</summary>
    public void Sweep()
    {
        foreach (var tenant in _tenants)
        {
            while (tenant.Oldest >= 0 && this[tenant.Oldest].Version.CollectedMs < tenant.NewestMs - _windowMs)
                Remove(tenant.Oldest);
        }

        while (Count > _budget)
        {
            var largest = Largest(out var second);
            // Down to the next largest in one go, so that equals take turns.
            for (var i = Math.Max(1, largest.Count - second); i > 0 && Count > _budget; i--)
            {
                Remove(largest.Oldest);
                largest.Evicted++;
            }
        }
    }

    public void Clear()
    {
        _chunks.Clear();
        _tenants.Clear();
        _tenantNumbers.Clear();
        _buckets = NewBuckets(FirstBuckets);
        _used = 0;
        _free = -1;
        Count = 0;
    }

    private DedupeTenant Largest(out int second)
    {
        var largest = _tenants[0];
        second = 0;
        for (var i = 1; i < _tenants.Count; i++)
        {
            var tenant = _tenants[i];
            if (tenant.Count > largest.Count)
            {
                second = largest.Count;
                largest = tenant;
            }
            else
            {
                second = Math.Max(second, tenant.Count);
            }
        }

        return largest;
    }

    private void LinkAfter(int index, int older)
    {
        ref var entry = ref this[index];
        var tenant = _tenants[entry.Tenant];
        var newer = older < 0 ? tenant.Oldest : this[older].Newer;
        entry.Older = older;
        entry.Newer = newer;
        if (older < 0)
            tenant.Oldest = index;
        else
            this[older].Newer = index;
        if (newer < 0)
            tenant.Newest = index;
        else
            this[newer].Older = index;
        tenant.Count++;
    }

    private void Unlink(int index)
    {
        ref var entry = ref this[index];
        var tenant = _tenants[entry.Tenant];
        if (entry.Older < 0)
            tenant.Oldest = entry.Newer;
        else
            this[entry.Older].Newer = entry.Newer;
        if (entry.Newer < 0)
            tenant.Newest = entry.Older;
        else
            this[entry.Newer].Older = entry.Older;
        tenant.Count--;
    }

    private int Take()
    {
        if (_free >= 0)
        {
            var index = _free;
            _free = this[index].NextInChain;
            return index;
        }

        if (_used >> ChunkBits == _chunks.Count)
            _chunks.Add(new DedupeEntry[ChunkSize]);
        return _used++;
    }

    private int NumberOf(string tenant)
    {
        if (_tenantNumbers.TryGetValue(tenant, out var number))
            return number;
        number = _tenants.Count;
        _tenants.Add(new DedupeTenant(tenant));
        _tenantNumbers.Add(tenant, number);
        return number;
    }

    private void Grow()
    {
        _buckets = NewBuckets(_buckets.Length * 2);
        for (var index = 0; index < _used; index++)
        {
            ref var entry = ref this[index];
            if (entry.Tenant < 0)
                continue;
            ref var bucket = ref _buckets[BucketOf(entry.Key)];
            entry.NextInChain = bucket;
            bucket = index;
        }
    }

    // The key is a cryptographic hash: any of its bits will do.
    private int BucketOf(UInt128 key) => (int)((uint)key & (uint)(_buckets.Length - 1));

    private static int[] NewBuckets(int length)
    {
        var buckets = new int[length];
        Array.Fill(buckets, -1);
        return buckets;
    }
}
