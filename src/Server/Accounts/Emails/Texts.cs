namespace Sallyport.Server.Accounts.Emails;

/// <summary>Names the resource file with the words about changing an address.</summary>
public sealed class Texts;
