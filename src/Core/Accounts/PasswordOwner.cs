namespace Sallyport.Core.Accounts;

/// <summary>Whose password it is to be: how long it must be and which names it must not be.</summary>
public sealed record PasswordOwner(bool MfaIsRequired, string Login, string Email, string AccountHandle, string AccountName);
