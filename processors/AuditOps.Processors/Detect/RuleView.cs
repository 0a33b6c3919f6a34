using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Correlation;
using AuditOps.Processors.Correlate;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Detect;

/// <summary>The rules as one task sees them: its table tells the catalogue of changes.</summary>
/// <param name="catalogue">The compiled rules of the process.</param>
/// <param name="table">What people changed, as this task has read it.</param>
/// <param name="builtIn">A correlation that no rule file holds.</param>
internal sealed class RuleView(RuleCatalogue catalogue, ITable<string, RuleDocument> table, CorrelationPlan? builtIn = null) : ICorrelationBook
{
    private IReadOnlyDictionary<string, RuleDocument>? _seen;

    /// <summary>What is in force. Costs a comparison while nothing changes.</summary>
    public RuleBook Book
    {
        get
        {
            var documents = table.Snapshot;
            if (!ReferenceEquals(documents, _seen))
            {
                catalogue.Offer(documents);
                _seen = documents;
            }

            return catalogue.Book!;
        }
    }

    /// <summary>Looks for changes, those that come with time among them.</summary>
    public void Look()
    {
        _seen = null;
        _ = Book;
    }

    public CorrelationPlan? Find(string tenant, string ruleId) => builtIn is not null && ruleId == builtIn.RuleId ? builtIn : Book.Find(tenant, ruleId);
}
