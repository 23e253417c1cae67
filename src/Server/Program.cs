using Sallyport.Server.Cli;

return await CommandLine.Run(args);
