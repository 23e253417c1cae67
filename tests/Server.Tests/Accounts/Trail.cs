using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Tests.Accounts;

/// <summary>Reads the audit trail of a test's account, newest first.</summary>
internal static class Trail
{
    private const int Most = 1000;

    public static Task<IReadOnlyList<AuditRow>> Of(TestServer server, Company company, AuditAction action) =>
        server.Read(tx =>
            tx.AuditTrail.Page(new AuditQuestion(company.Account.Id, null, null, "", Words.Snake(action), Most, 0))
        );
}
