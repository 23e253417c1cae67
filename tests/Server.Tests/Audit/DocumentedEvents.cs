using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;

namespace Sallyport.Server.Tests.Audit;

/// <summary>The list of docs/audit-events.md.</summary>
internal static class DocumentedEvents
{
    /// <summary>The allowed fields of each action.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read() =>
        File.ReadLines(Repository.File("docs/audit-events.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => FieldsOf(cells[1].Trim('`'), cells[3]), StringComparer.Ordinal);

    /// <summary>What a row carries that the document does not know.</summary>
    public static IEnumerable<string> UnknownIn(AuditRow row, IReadOnlyDictionary<string, IReadOnlySet<string>> documented) =>
        System
            .Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(row.Fields)!
            .Keys.Where(name => !documented.TryGetValue(row.Action, out var fields) || !fields.Contains(name))
            .Select(name => $"{row.Action}.{name}");

    private static IReadOnlySet<string> FieldsOf(string action, string cell)
    {
        var named = cell.Split('`').Where((_, index) => index % 2 == 1);
        var settings = action == "policy_changed" ? PolicySettings.All.Select(s => s.Name) : [];
        return named.Concat(settings).ToHashSet(StringComparer.Ordinal);
    }
}
