using System.Globalization;
using System.Text;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>
/// Transfers, keyed by the paying account, are booked against its balance; what was paid goes on, keyed by the receiving account, whose credits are counted.
/// Two sub-topologies with a store each: an error in either shows as a wrong balance or a wrong number.
/// </summary>
internal static class BankTopology
{
    private static readonly Topic<string> Transfers = new("transfers", new Utf8Serde());
    private static readonly Topic<string> Paid = new("paid", new Utf8Serde());
    private static readonly Topic<string> Refused = new("refused", new Utf8Serde());
    private static readonly Topic<string> Receipts = new("receipts", new Utf8Serde());
    private static readonly KeyValueStoreSpec<string, string> Balances = new("balances", new Utf8Serde(), new Utf8Serde());
    private static readonly KeyValueStoreSpec<string, string> Credits = new("credits", new Utf8Serde(), new Utf8Serde());

    public static IEnumerable<string> Topics => ["transfers", "paid", "refused", "receipts", "dead", .. Build().Changelogs.Select(topic => topic.Name)];

    public static Topology Build()
    {
        var builder = new StreamsBuilder("bank").DeadLetters("dead", new TextDeadLetters());
        var booked = builder.Stream(Transfers).Process("book", () => new Book(), [Balances]);
        booked.Filter("is-paid", line => line.Split('|').Length == 5).To(Paid, line => Encoding.UTF8.GetBytes(line.Split('|')[2]));
        booked.Filter("is-refused", line => line.Split('|').Length == 2).To(Refused, Encoding.UTF8.GetBytes);
        builder.Stream(Paid).Process("credit", () => new Credit(), [Credits]).To(Receipts, Encoding.UTF8.GetBytes);
        return builder.Build();
    }

    private sealed class Book : IProcessor<string, string>, IInitialize
    {
        private KeyValueStore<string, string> _balances = null!;

        public void Init(IProcessorInit init) => _balances = init.Store<KeyValueStore<string, string>>("balances");

        public void Process(string value, IProcessorContext<string> context)
        {
            var parts = value.Split('|');
            var balance = _balances.TryGet(parts[1], out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : BankReference.Opening;
            var amount = long.Parse(parts[3], CultureInfo.InvariantCulture);
            if (balance < amount)
            {
                context.Forward($"{parts[0]}|{balance.ToString(CultureInfo.InvariantCulture)}");
                return;
            }

            var after = (balance - amount).ToString(CultureInfo.InvariantCulture);
            _balances.Put(parts[1], after);
            context.Forward($"{value}|{after}");
        }
    }

    private sealed class Credit : IProcessor<string, string>, IInitialize
    {
        private KeyValueStore<string, string> _credits = null!;

        public void Init(IProcessorInit init) => _credits = init.Store<KeyValueStore<string, string>>("credits");

        public void Process(string value, IProcessorContext<string> context)
        {
            var account = value.Split('|')[2];
            var count = _credits.TryGet(account, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) + 1 : 1;
            _credits.Put(account, count.ToString(CultureInfo.InvariantCulture));
            context.Forward($"{account}|{count.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
