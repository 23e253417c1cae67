using System.Text;

namespace Sallyport.Server.Accounts;

/// <summary>Hashes and finds recovery codes: as passwords are, at a smaller cost, a whole set in one pass through the gate.</summary>
public sealed class CodeHashing(HashingSchemes schemes, HashingGate gate)
{
    /// <summary>One hash for each code, in their order; null when too many are hashing.</summary>
    public async Task<IReadOnlyList<string>?> Hash(IReadOnlyList<string> codes, CancellationToken cancellation = default) =>
        await gate.Run<string[]?>(
            () => [.. codes.Select(code => schemes.First.Hash(Encoding.UTF8.GetBytes(code), HashCost.RecoveryCode))],
            null,
            cancellation
        );

    /// <summary>Which of the hashes is the code's. Every one is tried, so that the time does not tell which.</summary>
    public async Task<CodeSearch> Find(string code, IReadOnlyList<string> hashes, CancellationToken cancellation = default) =>
        await gate.Run<CodeSearch>(() => Search(code, hashes), new CodeSearch.Busy(), cancellation);

    private CodeSearch Search(string code, IReadOnlyList<string> hashes)
    {
        var bytes = Encoding.UTF8.GetBytes(code);
        CodeSearch answer = new CodeSearch.None();
        for (var index = 0; index < hashes.Count; index++)
            if (schemes.WriterOf(hashes[index])?.IsRight(bytes, hashes[index]) == true)
                answer = new CodeSearch.Found(index);
        return answer;
    }
}

/// <summary>What came of looking for a recovery code among the hashes of a set.</summary>
public abstract record CodeSearch
{
    private CodeSearch() { }

    public sealed record Found(int Index) : CodeSearch;

    public sealed record None : CodeSearch;

    public sealed record Busy : CodeSearch;
}
