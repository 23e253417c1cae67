using System.Text.Json;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>What the audit trail says of an account.</summary>
internal static class Trail
{
    private const int Most = 1000;

    /// <summary>The named details of every event of a kind, the oldest first.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> Of(
        TestServer server,
        string accountId,
        string action
    )
    {
        var question = new AuditQuestion(accountId, null, null, "", action, Most, 0);
        var rows = await server.Read(tx => tx.AuditTrail.Page(question));
        return [.. rows.Reverse().Select(row => JsonSerializer.Deserialize<Dictionary<string, string>>(row.Fields)!)];
    }
}
