using Sallyport.Core.ApiKeys;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>What a mail says of a key: which, and who did it. Never its text.</summary>
internal static class KeyFacts
{
    public static MailFacts Of(Transaction tx, ApiKey key) =>
        new() { What = $"{key.Description} (…{key.Hint})", By = tx.Caller.Name };
}
