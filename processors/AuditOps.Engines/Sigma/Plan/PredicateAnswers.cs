namespace AuditOps.Engines.Sigma.Plan;

/// <summary>What is known about one event: each predicate's answer once it was asked.</summary>
internal sealed class PredicateAnswers(int predicates, EventValues values)
{
    private const byte True = 1;
    private const byte False = 2;

    private readonly byte[] _answers = new byte[predicates];

    public void Clear() => Array.Clear(_answers);

    /// <summary>Notes a true answer; false when it was known.</summary>
    public bool Mark(int predicate)
    {
        if (_answers[predicate] == True)
            return false;
        _answers[predicate] = True;
        return true;
    }

    public bool IsTrue(Predicate predicate)
    {
        var answer = _answers[predicate.Id];
        if (answer == 0)
            _answers[predicate.Id] = answer = predicate.Test(values) ? True : False;
        return answer == True;
    }
}
