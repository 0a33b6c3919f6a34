using System.Globalization;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>The bank computed from the transfers alone: one pass per partition, without the runtime.</summary>
internal sealed class BankReference
{
    public const long Opening = 1_000;

    private readonly Dictionary<string, long> _balances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _credits = new(StringComparer.Ordinal);

    /// <param name="transfers">"id|from|to|amount" in the order of their partitions; an account's debits are all in one partition.</param>
    public BankReference(IEnumerable<string> transfers)
    {
        foreach (var transfer in transfers)
            Book(transfer.Split('|'));
        for (var i = 0; i < _credits.Count; i++)
        {
            var (account, count) = _credits.ElementAt(i);
            for (var number = 1; number <= count; number++)
                Receipts.Add($"{account}|{number.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>"id|from|to|amount|balance after" of what was paid.</summary>
    public List<string> Paid { get; } = [];

    /// <summary>"id|balance" of what the account could not pay.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>"account|n" for the n-th credit of each account: who pays in which order is open, how often is not.</summary>
    public List<string> Receipts { get; } = [];

    private void Book(string[] parts)
    {
        var (id, from, to) = (parts[0], parts[1], parts[2]);
        var amount = long.Parse(parts[3], CultureInfo.InvariantCulture);
        var balance = _balances.GetValueOrDefault(from, Opening);
        if (balance < amount)
        {
            Refused.Add($"{id}|{balance.ToString(CultureInfo.InvariantCulture)}");
            return;
        }

        _balances[from] = balance - amount;
        Paid.Add($"{string.Join('|', parts)}|{(balance - amount).ToString(CultureInfo.InvariantCulture)}");
        _credits[to] = _credits.GetValueOrDefault(to) + 1;
    }
}
