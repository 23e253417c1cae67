namespace Sallyport.Server.Accounts.HostNames;

/// <summary>Names the resource file with the words of host names.</summary>
public sealed class Texts;
