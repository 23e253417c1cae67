namespace Sallyport.Server.Accounts.Roles;

/// <summary>Names the resource file with the words of the roles.</summary>
public sealed class Texts;
