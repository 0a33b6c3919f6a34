using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Detect;

/// <summary>Watches how long rules take, and tells when it is too long: for one record, or on average.</summary>
internal sealed class RuleTimes(DetectOptions options, TimeProvider time)
{
    private TimeSpan _sum;
    private int _records;
    private TimeSpan _longest;
    private AuditEvent? _slowest;
    private long? _triedAt;

    /// <param name="took">Time that all rules took for the record.</param>
    /// <param name="value">The record.</param>
    /// <param name="limit">The limit that is passed.</param>
    /// <param name="slowest">The record that shows it best.</param>
    public bool IsTooMuch(TimeSpan took, AuditEvent value, out TimeSpan limit, out AuditEvent slowest)
    {
        (limit, slowest) = (options.RecordBudget, value);
        _sum += took;
        if (took > _longest)
            (_longest, _slowest) = (took, value);
        var isTooMuch = took > options.RecordBudget;
        if (++_records >= options.MeanOver)
        {
            if (!isTooMuch && _sum / _records > options.MeanBudget)
            {
                isTooMuch = true;
                (limit, slowest) = (options.MeanBudget, _slowest!);
            }

            (_sum, _records, _longest, _slowest) = (TimeSpan.Zero, 0, TimeSpan.Zero, null);
        }

        if (!isTooMuch || (_triedAt is { } tried && time.GetElapsedTime(tried) < options.TrialPause))
            return false;
        _triedAt = time.GetTimestamp();
        return true;
    }
}
