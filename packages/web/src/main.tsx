import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/base.css';
import './base/base.css';
import { applyScheme, chosenScheme } from './layout/scheme.ts';
import { router } from './router.tsx';

applyScheme(chosenScheme());

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the dashboard');
createRoot(root).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
);
